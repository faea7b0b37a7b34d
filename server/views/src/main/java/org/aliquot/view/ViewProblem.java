package org.aliquot.view;

/**
 * Something wrong with a ViewDefinition.
 *
 * @param place element, as in {@code select[1].column[0].path}
 * @param message what was found and what was expected
 */
public record ViewProblem(String place, String message) {
    @Override
    public String toString() {
        return place.isEmpty() ? message : place + ": " + message;
    }
}
