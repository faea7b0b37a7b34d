package org.aliquot.ingest.rows.fast;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aliquot.ingest.rows.path.RowSettings;
import org.aliquot.ingest.rows.path.SearchParam;

/**
 * What rows depend on besides the resource.
 *
 * @param params the active search parameters of each resource type
 * @param leftOut resource types that are always left to another extractor
 */
public record Definitions(RowSettings settings, Map<String, List<SearchParam>> params, Set<String> leftOut) {
    public Definitions {
        params = Map.copyOf(params);
        leftOut = Set.copyOf(leftOut);
    }
}
