/**
 * Stores FHIR resources: the seams between whoever makes them and the database.
 *
 * <pre>
 * line → PreparedLine → batch → Outcome                    {@link org.aliquot.ingest.BulkStore}, by the hundred thousand
 * report's resources → one transaction → Outcome           {@link org.aliquot.ingest.ResourceIngest}
 *
 * .rows → .hapi.table → .copy        a resource as rows, HAPI's tables, binary COPY
 * .bulk                              the COPY path: order, several writers, other clients beside them
 * .hapi                              HAPI's DAOs, slow and trusted: the oracle of .bulk
 * .validate                          what a line has to be: structure, profiles
 * .job                               sources, checkpoints, lines that wait for others
 * .database                          transactions, and which of their failures pass
 * .hapi.current                      the way back: current versions as lines
 * {@link org.aliquot.ingest.WritesUnderWay}       what has noted its time and not committed, for who reads up to an instant
 * </pre>
 *
 * <p>Arrives: R4 resources. Leaves: an {@link org.aliquot.ingest.Outcome} for each, once durable.
 *
 * <p>Must not know: laboratories, instruments.
 */
package org.aliquot.ingest;
