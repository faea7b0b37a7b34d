package org.aliquot.view;

/**
 * What a view may cost.
 *
 * @param columns PostgreSQL has at most 1,600 in a table
 * @param selects selects and branches of unions in all
 * @param depth selects within selects
 * @param rowsOfResource rows that one resource may make
 * @param stepsOfResource items that loops may go through for one resource, with rows or without
 * @param testsOfResource items that the conditions of paths may look at for one resource
 */
public record ViewLimits(
        int columns, int selects, int depth, int rowsOfResource, int stepsOfResource, int testsOfResource) {
    public static final ViewLimits DEFAULT = new ViewLimits(1_000, 1_000, 32, 100_000, 1_000_000, 10_000_000);
}
