/**
 * Stored resources as JSON, whatever is made of them: rows of views, columns of files ({@code .parquet}), or lines of which parts were
 * chosen.
 */
@NullMarked
package org.aliquot.resource;

import org.jspecify.annotations.NullMarked;
