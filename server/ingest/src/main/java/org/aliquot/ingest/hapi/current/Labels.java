package org.aliquot.ingest.hapi.current;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.aliquot.ingest.copy.CopyOutput;
import org.aliquot.ingest.copy.CopyRow;
import org.jspecify.annotations.Nullable;

/**
 * Profiles, security labels and tags as {@code meta} has them. HAPI keeps each once, by number; here they are JSON already.
 * One thread at a time.
 */
public final class Labels {
    /** HAPI's TagTypeEnum, by ordinal. */
    private static final int TAG = 0;

    private static final int PROFILE = 1;

    /** Many resources have the same few; where each has its own, they are made each time. */
    private static final int REMEMBERED = 10_000;

    /** As many numbers as one statement is given. */
    private static final int AT_ONCE = 5_000;

    private static final Comparator<@Nullable String> NULLS_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final byte[] NONE = {};

    /** Of what lacks elements that it has (FHIR R4, search.html#summary). */
    private static final Label SUBSETTED =
            new Label(TAG, "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "SUBSETTED", null, null, null);

    private final Map<Long, Label> definitions = new HashMap<>();
    private final boolean areOfSubsets;
    private final Map<List<Long>, byte[]> made = new HashMap<>();

    private record Label(
            int kind,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            @Nullable String version,
            @Nullable Boolean userSelected) {
        static Label of(CopyRow row) {
            return new Label(
                    (int) row.bigint(1),
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    row.text(5),
                    row.isNull(6) ? null : row.bool(6));
        }
    }

    /**
     * None yet.
     *
     * @param areOfSubsets whether every resource is marked as one that lacks elements
     */
    public Labels(boolean areOfSubsets) {
        this.areOfSubsets = areOfSubsets;
    }

    /**
     * Sees to it that some are known, in the connection's snapshot. Where each resource has its own there are as many as resources: few of them
     * are kept.
     *
     * @param numbers TAG_IDs, all that will be asked for before the next call
     */
    public void learn(Collection<Long> numbers, Connection connection) throws SQLException, IOException {
        List<Long> unknown = unknown(numbers);
        if (definitions.size() + unknown.size() > REMEMBERED) {
            definitions.clear();
            unknown = unknown(numbers);
        }
        for (int from = 0; from < unknown.size(); from += AT_ONCE) {
            List<Long> some = unknown.subList(from, Math.min(unknown.size(), from + AT_ONCE));
            CopyOutput.read(
                    connection,
                    VersionQueries.tagDefinitions(some),
                    row -> definitions.put(row.bigint(0), Label.of(row)));
        }
    }

    private List<Long> unknown(Collection<Long> numbers) {
        return numbers.stream()
                .filter(number -> !definitions.containsKey(number))
                .distinct()
                .toList();
    }

    /** The same for another thread. */
    public Labels forAnotherThread() {
        return new Labels(areOfSubsets);
    }

    /** {@code ,"profile":[…],"security":[…],"tag":[…]}, each where there are some; sorted as HAPI does. */
    byte[] json(@Nullable List<Long> numbers) {
        if (numbers == null && !areOfSubsets) {
            return NONE;
        }
        List<Long> wanted = numbers == null ? List.of() : numbers;
        byte[] known = made.get(wanted);
        if (known == null) {
            known = make(wanted);
            if (made.size() < REMEMBERED) {
                made.put(new ArrayList<>(wanted), known);
            }
        }
        return known;
    }

    private byte[] make(List<Long> numbers) {
        List<Label> labels = Stream.concat(
                        numbers.stream().map(definitions::get).filter(Objects::nonNull),
                        areOfSubsets ? Stream.of(SUBSETTED) : Stream.empty())
                .toList();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        array(
                json,
                "profile",
                labels.stream()
                        .filter(label -> label.kind() == PROFILE)
                        .map(Label::code)
                        .sorted(NULLS_FIRST)
                        .map(Labels::quoted));
        // As HAPI: of a security label it tells neither version nor choice.
        array(json, "security", codings(labels, false));
        array(json, "tag", codings(labels, true));
        return json.toByteArray();
    }

    private static Stream<byte[]> codings(List<Label> labels, boolean areTags) {
        return labels.stream()
                .filter(label -> label.kind() != PROFILE && (label.kind() == TAG) == areTags)
                .sorted(Comparator.comparing(Label::system, NULLS_FIRST).thenComparing(Label::code, NULLS_FIRST))
                .map(label -> coding(label, areTags));
    }

    private static byte[] coding(Label label, boolean isWhole) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        member(json, "system", label.system());
        if (isWhole) {
            member(json, "version", label.version());
        }
        member(json, "code", label.code());
        member(json, "display", label.display());
        if (isWhole && label.userSelected() != null) {
            write(json, (json.size() == 0 ? "{" : ",") + "\"userSelected\":" + label.userSelected());
        }
        write(json, json.size() == 0 ? "{}" : "}");
        return json.toByteArray();
    }

    private static void member(ByteArrayOutputStream json, String name, @Nullable String value) {
        // Blank is nothing to FHIR.
        if (value != null && !value.isBlank()) {
            write(json, (json.size() == 0 ? "{\"" : ",\"") + name + "\":");
            json.writeBytes(quoted(value));
        }
    }

    private static void array(ByteArrayOutputStream json, String name, Stream<byte[]> elements) {
        boolean[] isAny = {false};
        elements.forEach(element -> {
            write(json, isAny[0] ? "," : ",\"" + name + "\":[");
            isAny[0] = true;
            json.writeBytes(element);
        });
        if (isAny[0]) {
            json.write(']');
        }
    }

    private static void write(ByteArrayOutputStream json, String text) {
        json.writeBytes(text.getBytes(UTF_8));
    }

    static byte[] quoted(@Nullable String text) {
        byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text == null ? "" : text);
        byte[] quoted = Arrays.copyOf(new byte[] {'"'}, inside.length + 2);
        System.arraycopy(inside, 0, quoted, 1, inside.length);
        quoted[inside.length + 1] = '"';
        return quoted;
    }
}
