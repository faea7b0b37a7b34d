package org.aliquot.server.oracle;

/** How much is compared: a sample in every build, all by {@code -Daliquot.oracle=full}. */
enum Scale {
    SAMPLE(1, 150),
    FULL(4, Integer.MAX_VALUE);

    private final int valuesOfEach;
    private final int searches;

    Scale(int valuesOfEach, int searches) {
        this.valuesOfEach = valuesOfEach;
        this.searches = searches;
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
        return searches;
    }
}
