/**
 * {@code bench ingest}, {@code growth}, {@code export} and {@code access}: how fast resources go in by each path and come out, what they
 * take on disk, what searches, tokens and the audit cost.
 *
 * <p>One class for each path: {@link org.aliquot.bench.ingest.StockBundles}, {@link org.aliquot.bench.ingest.StockImport}, {@link org.aliquot.bench.ingest.CliIngest},
 * {@link org.aliquot.bench.ingest.RawCopy}; one for each other question: {@link org.aliquot.bench.ingest.DiskUse},
 * {@link org.aliquot.bench.ingest.SearchLatency},
 * {@link org.aliquot.bench.ingest.IngestBesideExport}, {@link org.aliquot.bench.ingest.TableRefresh}. All drive the packaged server from outside, on one machine, in one run:
 * only figures of one run may be compared.
 */
package org.aliquot.bench.ingest;
