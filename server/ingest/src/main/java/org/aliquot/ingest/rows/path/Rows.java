package org.aliquot.ingest.rows.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.LinkRow;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one resource as they gather, each once. A parameter's rows come together, so one is compared with those of its
 * own parameter only; mostly there are none to three.
 */
public final class Rows {
    private static final int FEW = 16;

    private final List<IndexRow> index = new ArrayList<>(24);
    private final List<LinkRow> links = new ArrayList<>(8);
    private @Nullable Set<IndexRow> manyOfParam;
    private @Nullable Set<LinkRow> manyLinks;
    private int start;
    private boolean found;

    public List<IndexRow> index() {
        return index;
    }

    public List<LinkRow> links() {
        return links;
    }

    /** What follows belongs to the next parameter. */
    void nextParam() {
        start = index.size();
        manyOfParam = null;
        found = false;
    }

    /** Rows of other parameters than those before, each once; links may be among those that are there. */
    public void addOthers(Collection<IndexRow> others, Collection<LinkRow> theirLinks) {
        nextParam();
        index.addAll(others);
        theirLinks.forEach(this::add);
    }

    /** Whether a reference was seen since {@link #nextParam}, stored or not. */
    boolean referenceSeen() {
        return found;
    }

    void sawReference() {
        found = true;
    }

    /** Whether this kind of row was added since {@link #nextParam}. */
    boolean has(Class<? extends IndexRow> kind) {
        for (int i = start; i < index.size(); i++) {
            if (kind.isInstance(index.get(i))) {
                return true;
            }
        }
        return false;
    }

    void add(IndexRow row) {
        if (manyOfParam != null) {
            if (manyOfParam.add(row)) {
                index.add(row);
            }
            return;
        }
        for (int i = start; i < index.size(); i++) {
            if (index.get(i).equals(row)) {
                return;
            }
        }
        index.add(row);
        if (index.size() - start > FEW) {
            manyOfParam = new HashSet<>(index.subList(start, index.size()));
        }
    }

    /** HAPI takes two numbers for one where they are the same as {@code double}; the first stays. */
    void add(IndexRow.Number row) {
        for (int i = start; i < index.size(); i++) {
            if (index.get(i) instanceof IndexRow.Number other
                    && other.value().doubleValue() == row.value().doubleValue()) {
                return;
            }
        }
        index.add(row);
    }

    void add(LinkRow link) {
        if (manyLinks != null) {
            if (manyLinks.add(link)) {
                links.add(link);
            }
            return;
        }
        if (links.contains(link)) {
            return;
        }
        links.add(link);
        if (links.size() > FEW) {
            manyLinks = new HashSet<>(links);
        }
    }
}
