/**
 * Pages of a search's results.
 *
 * <p>Arrives: HAPI's searches. Leaves: their pages, each with a link to the next as long as there is more.
 *
 * <p>{@link org.aliquot.server.fhir.paging.FirstPages} has HAPI use {@code FirstPage} in place of its own first page; {@link
 * org.aliquot.server.fhir.paging.DistinctRows} is called where HAPI's search builders are wrapped, in {@code limit.IncludeLimit}.
 */
package org.aliquot.server.fhir.paging;
