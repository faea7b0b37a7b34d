/**
 * Views as tables of the database, for who comes with SQL: made once, then changed with what was changed, by the feed.
 *
 * <p>{@code ViewTables} goes round; a {@code ViewTable} is one of them, {@code TableValue} what it takes; {@code TableStates}
 * remembers how far each is. {@code Catalog} asks PostgreSQL what a table is like and who uses it.
 */
package org.aliquot.server.view.table;
