/**
 * Builds the implementation guide: YAML sources in, one FHIR NPM package out.
 *
 * <p>Arrives: {@code src/guide}, where every file is one resource (or one example) and the file's prefix names its
 * kind. Leaves: {@code org/aliquot/ig/package.tgz}, byte for byte the same from the same sources.
 *
 * <p>Reading order: {@link org.aliquot.ig.build.BuildGuide} → {@link org.aliquot.ig.build.GuideSources} → {@link
 * org.aliquot.ig.build.Snapshots} → {@link org.aliquot.ig.build.GuideIndex} → {@link org.aliquot.ig.build.GuidePackage}.
 *
 * <p>Must not know: the clock, the network, Maven. Runs in the build only; the jar holds the package and not these
 * classes.
 */
package org.aliquot.ig.build;
