/**
 * The tables of {@code auth} in the server's database, all named {@code aliquot_…}.
 *
 * <p>Arrives: a DataSource. Leaves: tables as this version wants them.
 *
 * <p>Must not know: what is kept in them.
 */
package org.aliquot.server.auth.schema;
