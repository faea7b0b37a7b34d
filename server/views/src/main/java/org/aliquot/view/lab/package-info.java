/**
 * The laboratory's own views, as ViewDefinitions beside this package's classes, and queries on the tables that they make.
 *
 * <p>Arrives: nothing. Leaves: {@link org.aliquot.view.View}s by name, and SQL for what one view cannot answer: sums, and joins. The SQL
 * is PostgreSQL's, and runs unchanged in DuckDB on exported files; each file names its tables, which are called like the views.
 *
 * <p>What the resources look like is the guide's ({@code ig/}); a site whose resources are different copies a view and changes it.
 */
@NullMarked
package org.aliquot.view.lab;

import org.jspecify.annotations.NullMarked;
