/**
 * FHIRPath, as far as views may use it: the subset of SQL on FHIR's shareable profile.
 *
 * <p>Arrives: a path's text and what it is applied to. Leaves: a {@link org.aliquot.view.path.CompiledPath}, a tree of small evaluators
 * over a resource's JSON that many threads may share.
 *
 * <p>The way: {@code Lexer} → {@code PathParser} → {@code Ast} → {@code PathCompiler} → {@code Expr}. Types are found while compiling, from
 * R4's own table of elements ({@code r4-elements.txt}); where only the data tells ({@code value[x]}), an item carries its type
 * ({@code Typed}).
 *
 * <p>Must not know: views, columns, files.
 */
@NullMarked
package org.aliquot.view.path;

import org.jspecify.annotations.NullMarked;
