package org.aliquot.server.bulk.export.order;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.aliquot.server.bulk.AuditApart;

/**
 * Parameters of {@code $export} (FHIR Bulk Data Access IG 2.0, "Query Parameters"), from a URL or from a body of Parameters.
 *
 * <p>What is not understood is refused, or with {@code Prefer: handling=lenient} left out and said so. What would make an export hold
 * more than was meant ({@code _since}, {@code patient}, {@code _typeFilter}) is refused always.
 */
public final class OrderReader {
    private static final Set<String> KNOWN = Set.of(
            "_outputFormat",
            "_type",
            "_since",
            "_until",
            "_typeFilter",
            "_elements",
            "patient",
            "includeAssociatedData",
            // Of every FHIR request.
            "_format",
            "_pretty");

    /** Without them an export would hold more than was meant: named and empty is not the same as not named. */
    private static final Set<String> NEVER_EMPTY =
            Set.of("_type", "_since", "_until", "_typeFilter", "_elements", "patient");

    /** FHIR's instants have four digits for it. */
    private static final int LAST_YEAR = 9_999;

    private static final String LATEST = "LatestProvenanceResources";
    private static final String RELEVANT = "RelevantProvenanceResources";
    private static final Pattern ID = Pattern.compile("(?:Patient/)?([A-Za-z0-9\\-.]{1,64})");
    private static final Pattern FILTER = Pattern.compile("([A-Z][A-Za-z]+)\\?(.+)");

    private static final String PROVENANCE = "Provenance";

    private final FhirContext fhir;
    private final ElementNames names;
    private final Clock clock;

    public OrderReader(FhirContext fhir, Clock clock) {
        this.fhir = fhir;
        this.names = new ElementNames(fhir);
        this.clock = clock;
    }

    /**
     * What was read.
     *
     * @param leftOut what was not understood, in words for the client
     */
    public record Read(ExportOrder order, List<String> leftOut) {}

    /**
     * @param parameters names and values as they came
     * @param own with what references to this server's own resources may begin
     * @throws InvalidRequestException naming the parameter, what it is and what was expected
     */
    public Read read(
            Level level, Optional<String> id, Map<String, List<String>> parameters, String own, boolean isLenient) {
        List<String> leftOut = new ArrayList<>();
        Complaints complaints = new Complaints(isLenient, leftOut);
        parameters.keySet().stream()
                .filter(name -> !KNOWN.contains(name))
                .forEach(name -> complaints.about(name, "not a parameter of this $export"));
        NEVER_EMPTY.stream()
                .filter(name -> parameters.getOrDefault(name, List.of()).stream()
                        .anyMatch(value -> value.replace(",", "").isBlank()))
                .sorted()
                .forEach(name -> refuse(name, "has no value"));
        OutputFormat format = format(parameters);
        SortedSet<String> types = types(parameters, complaints);
        SortedSet<String> patients = patients(level, parameters, own);
        Optional<Instant> since = instant(parameters, "_since");
        since.filter(from -> from.isAfter(clock.instant()))
                .ifPresent(from -> refuse("_since", from + " is in the future: nothing can have changed since"));
        Optional<Instant> until = instant(parameters, "_until");
        boolean isInstance = level == Level.PATIENT && id.isPresent();
        if (isInstance) {
            patients = new TreeSet<>(Set.of(id.get()));
        }
        Set<String> associated = associated(parameters, complaints);
        ExportOrder order = new ExportOrder(
                level,
                level == Level.GROUP ? id : Optional.empty(),
                patients,
                types,
                since,
                until,
                filters(parameters, types, complaints),
                elements(parameters, types, !associated.isEmpty(), complaints),
                !associated.isEmpty(),
                associated.equals(Set.of(LATEST)),
                new TreeMap<>(),
                Optional.empty(),
                format,
                Optional.empty());
        return new Read(order, List.copyOf(leftOut));
    }

    /** The same where references are relative. */
    public Read read(Level level, Optional<String> id, Map<String, List<String>> parameters, boolean isLenient) {
        return read(level, id, parameters, "", isLenient);
    }

    /** What is wrong ends it, or is left out. */
    private record Complaints(boolean isLenient, List<String> leftOut) {
        void about(String parameter, String what) {
            if (!isLenient) {
                refuse(parameter, what + " (Prefer: handling=lenient leaves it out)");
            }
            leftOut.add(parameter + ": " + what);
        }
    }

    private static void refuse(String parameter, String what) {
        throw new InvalidRequestException("parameter " + parameter + ": " + what);
    }

    private static Optional<String> one(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            refuse(name, "given " + values.size() + " times; expected once");
        }
        return values.stream().findFirst().filter(value -> !value.isBlank());
    }

    private static OutputFormat format(Map<String, List<String>> parameters) {
        return one(parameters, "_outputFormat")
                .map(name -> OutputFormat.of(name)
                        .orElseThrow(() -> new InvalidRequestException(
                                "parameter _outputFormat: \"" + name + "\"; expected " + OutputFormat.EXPECTED)))
                .orElse(OutputFormat.NDJSON);
    }

    /** Values with commas in between, in one parameter or in several. */
    private static List<String> each(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private SortedSet<String> types(Map<String, List<String>> parameters, Complaints complaints) {
        SortedSet<String> types = new TreeSet<>();
        List<String> named = each(parameters, "_type");
        for (String type : named) {
            if (AuditApart.TYPE.equals(type)) {
                complaints.about("_type", AuditApart.ELSEWHERE);
            } else if (fhir.getResourceTypes().contains(type)) {
                types.add(type);
            } else {
                complaints.about("_type", "\"" + type + "\" is no resource type of R4");
            }
        }
        if (types.isEmpty() && !named.isEmpty()) {
            refuse("_type", "none of these is a resource type of R4 that is exported");
        }
        return types;
    }

    private static SortedSet<String> patients(Level level, Map<String, List<String>> parameters, String own) {
        SortedSet<String> patients = new TreeSet<>();
        for (String reference : each(parameters, "patient")) {
            if (level == Level.SYSTEM) {
                refuse("patient", "is for Patient/$export and Group/[id]/$export");
            }
            var id = ID.matcher(reference.startsWith(own) ? reference.substring(own.length()) : reference);
            if (!id.matches()) {
                refuse("patient", "expected references like Patient/12");
            }
            patients.add(id.group(1));
        }
        return patients;
    }

    private static Optional<Instant> instant(Map<String, List<String>> parameters, String name) {
        return one(parameters, name).map(value -> {
            try {
                // A plus in a URL that nobody encoded is a space.
                OffsetDateTime instant = OffsetDateTime.parse(value.replace(' ', '+'));
                if (instant.getYear() < 1 || instant.getYear() > LAST_YEAR) {
                    throw new DateTimeParseException("year", value, 0);
                }
                return instant.toInstant();
            } catch (DateTimeParseException e) {
                throw new InvalidRequestException("parameter " + name + ": \"" + value
                        + "\" is no instant; expected one like 2026-11-26T08:30:00Z");
            }
        });
    }

    private List<String> filters(Map<String, List<String>> parameters, SortedSet<String> types, Complaints complaints) {
        List<String> filters = new ArrayList<>();
        for (String value : parameters.getOrDefault("_typeFilter", List.of())) {
            for (String filter : separated(value)) {
                var parts = FILTER.matcher(filter);
                if (!parts.matches() || !fhir.getResourceTypes().contains(parts.group(1))) {
                    // Left out, it would leave a type whole of which a part was meant.
                    refuse("_typeFilter", "expected a search like Observation?status=final");
                } else if (AuditApart.TYPE.equals(parts.group(1))) {
                    complaints.about("_typeFilter", AuditApart.ELSEWHERE);
                } else if (!types.isEmpty() && !types.contains(parts.group(1))) {
                    complaints.about("_typeFilter", parts.group(1) + " is not among the types in _type");
                } else {
                    filters.add(filter);
                }
            }
        }
        return filters;
    }

    /** Several searches in one value, as IG 1.0 had them: a comma before a type and a question mark separates. */
    private static List<String> separated(String value) {
        return Arrays.stream(value.split(",(?=[A-Z][A-Za-z]+\\?)"))
                .map(String::strip)
                .filter(filter -> !filter.isEmpty())
                // A blank of the value, which the parameter's own encoding has become.
                .map(filter -> filter.replace(" ", "%20"))
                .toList();
    }

    private List<String> elements(
            Map<String, List<String>> parameters,
            SortedSet<String> types,
            boolean hasProvenances,
            Complaints complaints) {
        Set<String> among = new TreeSet<>(types);
        if (hasProvenances && !types.isEmpty()) {
            among.add(PROVENANCE);
        }
        Set<String> elements = new TreeSet<>();
        List<String> named = each(parameters, "_elements");
        for (String name : named) {
            Set<String> meant = names.of(name, among);
            if (meant.isEmpty()) {
                complaints.about(
                        "_elements",
                        "no resource of this export has \"" + name
                                + "\"; expected elements of the root, like Observation.code or code");
            }
            elements.addAll(meant);
        }
        if (elements.isEmpty() && !named.isEmpty()) {
            refuse("_elements", "none of these is an element of the root");
        }
        return List.copyOf(elements);
    }

    /** Of all that are named: the latest are among the relevant ones. */
    private static Set<String> associated(Map<String, List<String>> parameters, Complaints complaints) {
        Set<String> asked = new TreeSet<>();
        for (String value : each(parameters, "includeAssociatedData")) {
            if (value.equals(LATEST) || value.equals(RELEVANT)) {
                asked.add(value);
            } else {
                complaints.about("includeAssociatedData", "expected " + LATEST + " or " + RELEVANT);
            }
        }
        return asked;
    }
}
