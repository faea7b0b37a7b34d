/**
 * The oracle: what the COPY writer stores must be what HAPI's DAOs would have stored.
 *
 * <p>Two servers with a database each get the same {@link org.aliquot.server.oracle.corpus.Step steps}, one through the
 * DAOs, the other through COPY. Then all rows of both are compared
 * ({@link org.aliquot.server.oracle.image.ImageComparison}), and the answers to searches made from the very values that
 * the rows hold ({@link org.aliquot.server.oracle.search.SearchPlan}).
 *
 * <p>{@code -Daliquot.oracle=full} takes the whole corpus instead of a sample; {@code
 * -Daliquot.oracle.right=daoBulkStore} puts the
 * DAOs on both sides, to tell the harness's own noise from a difference.
 */
package org.aliquot.server.oracle;
