/**
 * Bulk export: {@code $export} (FHIR Bulk Data Access IG 2.0) on our own engine, straight from HAPI's tables to files of NDJSON or
 * Parquet; and the files of {@code $viewdefinition-export}, which {@code view.http} takes orders for.
 *
 * <p>Data flow one way: {@code http} takes an order, {@code order} reads it, {@code grant} cuts it to what its bearer may have, {@code job}
 * has it wait its turn and remembers it, {@code run} makes the files, {@code place} keeps them, {@code http} hands them out. Why not
 * HAPI's own: decision 0014.
 */
package org.aliquot.server.bulk.export;
