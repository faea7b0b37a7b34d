/**
 * What benchmarks have in common: the jar under measurement, the machine it is measured on.
 *
 * <p>Must not know: what is measured.
 */
package org.aliquot.bench.setup;
