package org.aliquot.ingest.hapi.current;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Some resources, by RES_ID. */
public sealed interface Chunk {
    /** Those of them, as a condition on a column. */
    String condition(String column);

    /** All from one number to below another. */
    record Range(long from, long to) implements Chunk {
        @Override
        public String condition(String column) {
            return column + " >= " + from + " and " + column + " < " + to;
        }
    }

    /** These and no others. */
    record Ids(long[] ids) implements Chunk {
        @Override
        public String condition(String column) {
            return column + " = any ('{"
                    + Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(",")) + "}'::bigint[])";
        }
    }
}
