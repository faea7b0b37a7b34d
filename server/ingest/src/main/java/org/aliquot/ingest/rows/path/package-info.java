/**
 * Search parameters as programs over {@link org.aliquot.ingest.rows.json.Element} trees.
 *
 * <p>Arrives: {@link org.aliquot.ingest.rows.path.SearchParam}s with the FHIRPath expressions HAPI's registry has. Leaves:
 * the index rows and links HAPI's extraction would make ({@code BaseSearchParamExtractor}, whose methods these classes
 * name). An expression that is not compiled is named, never approximated.
 *
 * <p>Must not know: HAPI's storage.
 */
@NullMarked
package org.aliquot.ingest.rows.path;

import org.jspecify.annotations.NullMarked;
