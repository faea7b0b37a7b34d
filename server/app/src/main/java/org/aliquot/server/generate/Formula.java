package org.aliquot.server.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** {@code HGB * 100 / MCHC}, worked from left to right, as table {@code tests.tsv} says. */
record Formula(List<Step> steps) {
    /**
     * One operation on what came before.
     *
     * @param result which earlier result of the panel, or -1 for the constant
     */
    record Step(char operator, int result, double constant) {}

    /**
     * Reads a formula.
     *
     * @param position where an earlier test stands in the panel, negative where there is none of that code
     */
    static Formula of(String text, ToIntFunction<String> position) {
        String[] words = ("+ " + text).split(" ");
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            if (words[i].length() != 1 || "+-*/".indexOf(words[i].charAt(0)) < 0) {
                throw new IllegalArgumentException("\"" + words[i] + "\" is no operator");
            }
            int at = position.applyAsInt(words[i + 1]);
            steps.add(new Step(words[i].charAt(0), at, at < 0 ? constant(words[i + 1]) : 0));
        }
        return new Formula(List.copyOf(steps));
    }

    boolean needs(int result) {
        return steps.stream().anyMatch(step -> step.result() == result);
    }

    double of(double[] results) {
        double value = 0;
        for (Step step : steps) {
            double operand = step.result() < 0 ? step.constant() : results[step.result()];
            value = switch (step.operator()) {
                case '+' -> value + operand;
                case '-' -> value - operand;
                case '*' -> value * operand;
                default -> value / operand;
            };
        }
        return value;
    }

    private static double constant(String word) {
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + word + "\" is neither a number nor an earlier test", e);
        }
    }
}
