/**
 * FHIR resources as Parquet files, a row each, a column for each element of their type.
 *
 * <p>Arrives: what a type is made of ({@link org.aliquot.resource.parquet.Element}), then resources as JSON. Leaves: Parquet files from
 * which every resource can be told again, digit by digit.
 *
 * <p>The way: {@link org.aliquot.resource.parquet.ResourceTable} lays the type's columns out; {@link
 * org.aliquot.resource.parquet.ResourceRows} cuts resources into values (Melnik et al., "Dremel: Interactive Analysis of Web-Scale
 * Datasets", 2010: repetition and definition levels), a row group at a time and each thread its own; {@link
 * org.aliquot.resource.parquet.ResourceFile} takes row groups from all threads. Names and types follow "Parquet on FHIR" (AEHRC); where
 * and why not: {@code server/docs/decisions/0017-parquet-of-resources.md}.
 *
 * <p>Must not know: HAPI, databases, HTTP, views.
 */
@NullMarked
package org.aliquot.resource.parquet;

import org.jspecify.annotations.NullMarked;
