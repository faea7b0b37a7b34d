/**
 * SQL on FHIR v2: ViewDefinitions, and the rows that they make of resources.
 *
 * <p>Arrives: a ViewDefinition as JSON; then resources as JSON, one at a time. Leaves: a {@link org.aliquot.view.View} with typed columns,
 * or everything that is wrong with the definition ({@link org.aliquot.view.InvalidViewException}); then rows, into a
 * {@link org.aliquot.view.RowSink}.
 *
 * <p>The way: {@code ViewReader} (JSON → {@code Definition}) → {@code ViewCompiler} (→ {@code Plan}s: a chain of nested loops) → {@code
 * View.run}, which takes out of a resource what its view reads ({@code ResourceJson}, {@code Fields}). Rows are handed on as they are made; a product of lists is never held in memory.
 *
 * <p>Packages: {@code path} applies FHIRPath; {@code sink} and {@code parquet} write rows to files; {@code lab} holds the laboratory's
 * views.
 *
 * <p>Must not know: databases, HTTP, Spring, HAPI. Tables and operations are made by who has them, from
 * {@link org.aliquot.view.View#columns()}.
 */
@NullMarked
package org.aliquot.view;

import org.jspecify.annotations.NullMarked;
