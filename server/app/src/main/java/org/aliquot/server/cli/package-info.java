/**
 * The commands of {@code aliquot}, one class each.
 *
 * <p>Arrives: arguments. Leaves: an exit code (0 done, 1 failed, 2 wrong usage, 3 input refused or
 * quarantined), results on stdout, everything else on stderr. Only {@code serve} starts Spring.
 */
package org.aliquot.server.cli;
