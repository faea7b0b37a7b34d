/**
 * One export from its snapshot to its files.
 *
 * <p>In this order. {@link org.aliquot.server.bulk.export.run.Snapshot} fixes the instant; {@link
 * org.aliquot.server.bulk.export.run.Selection} finds which resources are meant, as numbers, what was changed since by what it was
 * ({@code Past}, {@code ContentMatcher}); {@link
 * org.aliquot.server.bulk.export.run.ExportRun} reads them in chunks, by several threads on the same snapshot, and an
 * {@link org.aliquot.server.bulk.export.run.Output} takes their lines. Nothing here holds more than a chunk's tags, a row for each thread
 * or, of Parquet, the row groups it makes, and, where an order is not about whole types, one bit for each resource; of
 * what was deleted {@link org.aliquot.server.bulk.export.run.Deletions} has names and references, up to a bound. Beside loads readers
 * step back ({@link org.aliquot.server.bulk.export.run.Courtesy}).
 *
 * <p>Must not know: HTTP, who ordered it, how jobs wait for each other.
 */
package org.aliquot.server.bulk.export.run;
