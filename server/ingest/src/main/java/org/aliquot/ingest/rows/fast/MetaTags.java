package org.aliquot.ingest.rows.fast;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.rows.Tag;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.jspecify.annotations.Nullable;

/** What is kept of {@code meta}: tags, profiles, security labels and the source. */
final class MetaTags {
    // TagDefinition's columns; and far below the limit on their number.
    private static final int CHARACTERS = 200;
    private static final int VERSION_CHARACTERS = 30;
    private static final int MOST = 100;
    // ResourceHistoryTable.SOURCE_URI_LENGTH
    private static final int SOURCE_CHARACTERS = 768;
    private static final String SUBSETTED = "SUBSETTED";

    private MetaTags() {}

    static List<Tag> of(@Nullable Element meta) throws NotUnderstoodException {
        if (meta == null) {
            return List.of();
        }
        if (meta.get(Part.EXTENSION) != null) {
            throw NotUnderstoodException.because(Reason.META_EXTENSION);
        }
        List<Tag> tags = new ArrayList<>(2);
        for (Object coding : meta.list(Part.TAG)) {
            add(coding(Tag.Kind.TAG, (Element) coding), tags);
        }
        for (Object coding : meta.list(Part.SECURITY)) {
            add(coding(Tag.Kind.SECURITY_LABEL, (Element) coding), tags);
        }
        for (Object profile : meta.list(Part.PROFILE)) {
            add(new Tag(Tag.Kind.PROFILE, Tag.PROFILE_SYSTEM, (String) profile, null, null, null), tags);
        }
        return tags;
    }

    private static void add(Tag tag, List<Tag> tags) throws NotUnderstoodException {
        if (tag.system() == null && tag.code() == null && tag.display() == null) {
            return;
        }
        if (isLong(tag.system(), CHARACTERS)
                || isLong(tag.code(), CHARACTERS)
                || isLong(tag.display(), CHARACTERS)
                || isLong(tag.version(), VERSION_CHARACTERS)
                || tags.size() == MOST) {
            throw NotUnderstoodException.because(Reason.TOO_LONG);
        }
        // HAPI refuses what it takes for a part of a resource.
        if (SUBSETTED.equals(tag.code())) {
            throw NotUnderstoodException.because(Reason.ODD_VALUE);
        }
        // The display does not count: the first one given stays.
        for (Tag other : tags) {
            if (other.isSameAs(tag)) {
                return;
            }
        }
        tags.add(tag);
    }

    private static boolean isLong(@Nullable String text, int most) {
        return text != null && text.length() > most;
    }

    private static Tag coding(Tag.Kind kind, Element coding) {
        String userSelected = coding.text(Part.USER_SELECTED);
        return new Tag(
                kind,
                coding.text(Part.SYSTEM),
                coding.text(Part.CODE),
                coding.text(Part.DISPLAY),
                coding.text(Part.VERSION),
                userSelected == null ? null : Boolean.valueOf(userSelected));
    }

    /** Without the fragment, in which HAPI shows a request's id. */
    static @Nullable String sourceOf(@Nullable Element meta) {
        String source = meta == null ? null : meta.text(Part.SOURCE);
        if (source == null) {
            return null;
        }
        int fragment = source.indexOf('#');
        String uri = fragment < 0 ? source : source.substring(0, fragment);
        if (uri.isBlank()) {
            return null;
        }
        return uri.substring(0, Math.min(uri.length(), SOURCE_CHARACTERS));
    }
}
