/**
 * Rows as text: NDJSON, a JSON array, CSV; and the rows of several threads as one output.
 *
 * <p>Arrives: a view's columns, then rows ({@link org.aliquot.view.RowSink}). Leaves: bytes in UTF-8, written as the rows come.
 *
 * <p>Must not know: where the bytes go.
 */
@NullMarked
package org.aliquot.view.sink;

import org.jspecify.annotations.NullMarked;
