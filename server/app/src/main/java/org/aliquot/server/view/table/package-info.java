/**
 * Views as tables of the database, for who comes with SQL: made once, then changed with what was changed, by the feed.
 *
 * <p>{@code ViewTables} goes round; a {@code ViewTable} is one of them; {@code TableStates} remembers how far each is.
 */
package org.aliquot.server.view.table;
