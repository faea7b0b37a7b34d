/**
 * Laboratory data out of nothing: {@code aliquot generate}.
 *
 * <p>Arrives: a seed and how much. Leaves: lines of NDJSON, a resource each, in an order in which references point
 * backwards. What a laboratory measures stands in the tables beside this package's classes; how often things go wrong, in
 * {@link org.aliquot.server.generate.Frequencies}. Every resource is tagged as test data.
 *
 * <p>Bytes are written directly, without a model of FHIR in between, so that the data is never the bottleneck of what is
 * tried with it. The same seed gives the same bytes on every machine: nothing here reads a clock, a locale or the
 * platform's random numbers, and only exact or strictly defined arithmetic is used. Patients do not depend on how many
 * there are: ten are the first ten of a thousand.
 */
package org.aliquot.server.generate;
