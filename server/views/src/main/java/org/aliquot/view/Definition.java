package org.aliquot.view;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aliquot.view.path.Constant;

/**
 * A ViewDefinition as written.
 *
 * @param wheres conditions that a resource must meet, all of them
 */
record Definition(
        String name, String resource, Map<String, Constant> constants, List<Text> wheres, List<Select> selects) {

    /** A path and the element where it stands. */
    record Text(String place, String text) {}

    /** How a select goes through items. */
    enum Loop {
        NONE,
        FOR_EACH,
        FOR_EACH_OR_NULL,
        REPEAT
    }

    /**
     * @param paths of the loop; {@code repeat} may have several
     * @param unionAll empty: none
     */
    record Select(
            String place,
            Loop loop,
            List<Text> paths,
            List<Column> columns,
            List<Select> selects,
            List<Select> unionAll) {}

    record Column(
            String place,
            String name,
            Text path,
            Optional<String> type,
            boolean isCollection,
            String description,
            Map<String, String> tags) {}
}
