/**
 * One resource between its JSON and its canonical text, without HAPI's model.
 *
 * <p>Arrives: UTF-8 JSON. Leaves: an {@link org.aliquot.ingest.rows.json.Element} tree shaped by the {@link
 * org.aliquot.ingest.rows.json.Schema} that HAPI's runtime definitions give, and the text HAPI would store. What is not
 * understood exactly as HAPI understands it ends in a {@link org.aliquot.ingest.rows.json.NotUnderstoodException}: never a
 * guess.
 *
 * <p>Must not know: HAPI's storage, search parameters.
 */
@NullMarked
package org.aliquot.ingest.rows.json;

import org.jspecify.annotations.NullMarked;
