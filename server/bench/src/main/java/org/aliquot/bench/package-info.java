/**
 * Benchmarks: the packaged server as a process, driven from outside; and, in {@code micro}, its inner loops.
 *
 * <p>Each prints a table with its circumstances; published results stand in {@code server/docs/performance.md}. Bounded:
 * each ends by itself and stops the server it started.
 */
package org.aliquot.bench;
