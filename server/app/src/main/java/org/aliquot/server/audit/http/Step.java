package org.aliquot.server.audit.http;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * One entry of a batch or transaction: what it asks, and what came of it.
 *
 * @param asked as it would be told of a request of its own
 * @param isReading whether it changes nothing
 * @param patients of whom the answer to it tells
 * @param location what it wrote, or found instead of writing, with its version
 */
record Step(Deed asked, boolean isReading, Outcome outcome, Set<String> patients, Optional<String> location) {
    private static final Pattern RESOURCE =
            Pattern.compile("([A-Z][A-Za-z]*/[A-Za-z0-9\\-.]{1,64})(/_history/[A-Za-z0-9\\-.]{1,64})?");
    private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)\\b.*", Pattern.DOTALL);

    /** @param base the FHIR base URL */
    static Step of(BundleEntryComponent entry, String base) {
        HTTPVerb verb = entry.getRequest().getMethod();
        String url = String.valueOf(entry.getRequest().getUrl());
        String relative = url.startsWith(base + "/") ? url.substring(base.length()) : url;
        String path = relative.replaceFirst("^/", "").replaceFirst("\\?.*", "");
        boolean isReading = verb == null || verb == HTTPVerb.GET || verb == HTTPVerb.HEAD || verb == HTTPVerb.NULL;
        Matcher resource = RESOURCE.matcher(path);
        boolean isOfOne = resource.matches();
        Deed deed = isReading ? reading(path, isOfOne, resource) : writing(verb);
        boolean isAbout = isOfOne && deed.kind() != Kind.QUERY;
        String condition =
                entry.getRequest().hasIfNoneExist() ? "?" + entry.getRequest().getIfNoneExist() : "";
        return new Step(
                isAbout ? deed.about(path) : deed.asking(base + "/" + relative.replaceFirst("^/", "") + condition),
                isReading,
                Outcome.SUCCESS,
                Set.of(),
                Optional.empty());
    }

    private static Deed reading(String path, boolean isOfOne, Matcher resource) {
        if (isOfOne) {
            return Deed.of(Kind.READ).interaction(resource.group(2) == null ? "read" : "vread");
        }
        if (path.contains("$")) {
            return Deed.of(path.contains("$export") ? Kind.EXPORT : Kind.QUERY).interaction("operation");
        }
        if (path.endsWith("_history")) {
            int parts = path.split("/").length;
            return Deed.of(Kind.QUERY)
                    .interaction(parts == 1 ? "history-system" : parts == 2 ? "history-type" : "history-instance");
        }
        return Deed.of(Kind.QUERY).interaction(path.isEmpty() ? "search-system" : "search-type");
    }

    private static Deed writing(HTTPVerb verb) {
        return switch (verb) {
            case PUT -> Deed.of(Kind.UPDATE).interaction("update");
            case PATCH -> Deed.of(Kind.UPDATE).interaction("patch");
            case DELETE -> Deed.of(Kind.DELETE).interaction("delete");
            default -> Deed.of(Kind.CREATE).interaction("create");
        };
    }

    /** With what was answered. */
    Step answered(BundleEntryComponent answer, Set<String> patientsShown) {
        Matcher status = STATUS.matcher(String.valueOf(answer.getResponse().getStatus()));
        boolean isOne = answer.hasResource()
                && !(answer.getResource() instanceof Bundle)
                && !(answer.getResource() instanceof OperationOutcome)
                && answer.getResource().getIdElement().hasIdPart();
        return new Step(
                asked.kind() == Kind.READ && isOne
                        ? asked.about(answer.getResource()
                                .getIdElement()
                                .toUnqualified()
                                .getValue())
                        : asked,
                isReading,
                status.matches() ? Outcome.of(Integer.parseInt(status.group(1))) : outcome,
                patientsShown,
                answer.getResponse().hasLocation()
                        ? Optional.of(new IdType(answer.getResponse().getLocation())
                                .toUnqualified()
                                .getValue())
                        : Optional.empty());
    }
}
