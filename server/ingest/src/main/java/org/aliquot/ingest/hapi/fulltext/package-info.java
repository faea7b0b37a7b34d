/**
 * What was written by COPY, brought into the full-text index behind it.
 *
 * <pre>
 * batch → ALIQUOT_FULLTEXT_PENDING, in its transaction → FullTextIndexer → Lucene or Elasticsearch
 * </pre>
 *
 * <p>Arrives: runs of RES_ID of what was stored. Leaves: documents in HAPI's index, as its DAO would have put them there. A crash
 * loses nothing: a row goes only once its document is in the index; the worst is a document written twice.
 *
 * <p>Must not know: how rows are written.
 */
package org.aliquot.ingest.hapi.fulltext;
