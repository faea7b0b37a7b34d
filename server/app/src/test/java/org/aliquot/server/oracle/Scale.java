package org.aliquot.server.oracle;

/**
 * How much is compared: a sample in every build, by {@code -Daliquot.oracle=full} much more. All searches that can be made of a corpus
 * did not end in 80 minutes, each with all its pages on both sides: {@code -Daliquot.oracle.searches} says how many.
 */
enum Scale {
    SAMPLE(1, 120, 300),
    FULL(4, 4_000, 6_000);

    private final int valuesOfEach;
    private final int searches;
    private final int generated;

    Scale(int valuesOfEach, int searches, int generated) {
        this.valuesOfEach = valuesOfEach;
        this.searches = searches;
        this.generated = generated;
    }

    static Scale asked() {
        return System.getProperty("aliquot.oracle", "sample").equals("full") ? FULL : SAMPLE;
    }

    /** Values of each search parameter to search for. */
    int valuesOfEach() {
        return valuesOfEach;
    }

    /** Most searches of one corpus. */
    int searches() {
        return Integer.getInteger("aliquot.oracle.searches", searches);
    }

    /** Whether the search is among those that {@code -Daliquot.oracle.matching=REGEX} asks for again; without it every one is. */
    static boolean isWanted(String search) {
        String matching = System.getProperty("aliquot.oracle.matching", "");
        return matching.isEmpty() || search.matches(matching);
    }

    /** Resources of a generated laboratory, at least. */
    int generated() {
        return generated;
    }
}
