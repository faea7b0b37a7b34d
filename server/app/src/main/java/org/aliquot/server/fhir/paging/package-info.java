/**
 * Pages of a search's results.
 *
 * <p>Arrives: HAPI's searches. Leaves: their pages, each with a link to the next as long as there is more.
 *
 * <p>{@link org.aliquot.server.fhir.paging.FirstPages} has HAPI use {@code FirstPage} in place of its own first page; {@link
 * org.aliquot.server.fhir.paging.DistinctRows} stands around its search builders.
 */
package org.aliquot.server.fhir.paging;
