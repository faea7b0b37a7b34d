/**
 * The fast lane: rows straight from JSON, for what a laboratory sends by the million.
 *
 * <p>Arrives: UTF-8 JSON. Leaves: the rows that HAPI's own extraction would give, or nothing and a counted {@link
 * org.aliquot.ingest.rows.json.Reason}: never wrong, only absent.
 *
 * <p>Must not know: HAPI's storage.
 */
@NullMarked
package org.aliquot.ingest.rows.fast;

import org.jspecify.annotations.NullMarked;
