/**
 * Where reports become stored resources: the one place in which mapping and ingest meet.
 *
 * <p>Arrives: a {@link org.aliquot.lab.LabReport} from the gateway's spool. Leaves: a
 * {@link org.aliquot.gateway.Receipt}, once everything is durable.
 *
 * <p>In order: was this message stored before ({@link org.aliquot.server.intake.Intake}); whose specimen is it
 * ({@link org.aliquot.server.intake.AccessionMatching}, asking the {@link org.aliquot.server.intake.LabRegister}); map;
 * keep two patients of one typed number apart ({@code OtherPatients}); never let an old message overwrite a newer one
 * ({@link org.aliquot.server.intake.StoredResults}, by {@code MessageAge} and {@code Firmness}; {@code Merged} panels and
 * reports); ingest as one transaction.
 *
 * <p>Must not know: wire formats, HAPI's DAOs, HTTP.
 */
package org.aliquot.server.intake;
