/**
 * Where audit lines are before they are in the database: files, written to before an answer leaves.
 *
 * <p>Arrives: lines, from any thread. Leaves: the same lines, in the order of the files, with the place after each; whoever takes
 * them keeps that place in the transaction that keeps the lines, and gives it back after a restart.
 *
 * <p>Must not know: what a line says.
 */
package org.aliquot.server.audit.journal;
