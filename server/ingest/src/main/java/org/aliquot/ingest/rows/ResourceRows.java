package org.aliquot.ingest.rows;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that follows from a resource's content alone: what is written of it once ids and versions are known.
 *
 * @param type such as {@code Observation}
 * @param id the id it carries; null where the server assigns one
 * @param text the resource as stored: JSON without {@code id}, and without {@code meta} unless meta has extensions;
 *     elements in the order of the definition, numbers with the digits they came with
 * @param tags tags, profiles and security labels, each once
 * @param source {@code meta.source} without its fragment, cut to what the table holds; null for none
 * @param index search values, each once
 * @param links references that search parameters follow, each once
 */
public record ResourceRows(
        String type,
        @Nullable String id,
        String text,
        Collection<Tag> tags,
        @Nullable String source,
        Collection<IndexRow> index,
        Collection<LinkRow> links) {
    public ResourceRows {
        tags = List.copyOf(tags);
        index = List.copyOf(index);
        links = List.copyOf(links);
    }
}
