/**
 * Pages of a search's results.
 *
 * <p>Arrives: HAPI's searches. Leaves: their pages, each with a link to the next as long as there is more.
 */
package org.aliquot.server.fhir.paging;
