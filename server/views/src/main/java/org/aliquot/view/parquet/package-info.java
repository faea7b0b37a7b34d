/**
 * Rows as Parquet files, columns with their types.
 *
 * <p>Arrives: a view's columns, then rows ({@link org.aliquot.view.RowSink}). Leaves: one Parquet file.
 *
 * <p>The only users of Parquet's own classes; why this library: {@code server/docs/decisions/0015-parquet.md}.
 */
@NullMarked
package org.aliquot.view.parquet;

import org.jspecify.annotations.NullMarked;
