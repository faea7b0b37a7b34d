/**
 * What benchmarks put into the servers they start, as classes beside the packaged ones: no setting of the product has to
 * exist for a benchmark. Runs there, not here, but for {@link org.aliquot.bench.inside.AddedClasses}.
 *
 * <p>Must not know: the benchmarks; only the named classes are put there.
 */
package org.aliquot.bench.inside;
