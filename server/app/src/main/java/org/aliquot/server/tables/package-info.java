/**
 * Tables of our own in the server's database, all named {@code aliquot_…}, brought up to date by numbered files.
 *
 * <p>Must not know: what is kept in them.
 */
package org.aliquot.server.tables;
