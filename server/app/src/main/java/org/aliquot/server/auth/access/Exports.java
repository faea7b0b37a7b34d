package org.aliquot.server.auth.access;

import ca.uhn.fhir.batch2.api.IJobCoordinator;
import ca.uhn.fhir.batch2.model.JobInstance;
import ca.uhn.fhir.rest.api.server.bulk.BulkExportJobParameters;
import ca.uhn.fhir.rest.api.server.bulk.BulkExportJobParameters.ExportStyle;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Category;
import org.aliquot.server.auth.scope.Interaction;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Identifier;

/**
 * Bulk exports: what one may hold, and whose it is.
 *
 * <p>An export belongs to the bearer who ordered it, and carries the name in HAPI's field for that; nobody else may ask
 * how it fares or fetch its files.
 */
final class Exports {
    private static final String BEARER = "urn:aliquot:bearer";

    private final AccessRules rules;
    private final IJobCoordinator jobs;

    Exports(AccessRules rules, IJobCoordinator jobs) {
        this.rules = rules;
        this.jobs = jobs;
    }

    /**
     * Cuts an export to what the bearer may see, or refuses it.
     *
     * @param areTypesNamed whether the client names types; HAPI names all of them where it does not
     */
    void cut(Access access, BulkExportJobParameters export, boolean areTypesNamed) {
        export.setBinarySecurityContextIdentifierSystem(BEARER);
        export.setBinarySecurityContextIdentifierValue(access.bearer());
        if (rules.mayWithAll(access, Interaction.READ, "*") || rules.mayWithAll(access, Interaction.SEARCH, "*")) {
            return;
        }
        if (export.getFilters().stream().anyMatch(Exports::asksAboutOthers)
                || export.getPostFetchFilterUrls().stream().anyMatch(Exports::asksAboutOthers)) {
            throw new ForbiddenOperationException(
                    "_typeFilter with chains, _has, _list or _filter is for tokens whose scopes allow reading everything");
        }
        if (export.getExportStyle() == ExportStyle.GROUP && !rules.mayWithAll(access, Interaction.READ, "Group")) {
            throw new ForbiddenOperationException("an export of a Group needs a scope that allows reading all of them");
        }
        List<String> types = areTypesNamed ? export.getResourceTypes() : rules.typesIn(access);
        List<String> filters = new ArrayList<>();
        for (String type : types) {
            List<Limit> limits = rules.limits(access, Interaction.READ, type);
            if (limits.isEmpty()
                    || limits.stream().anyMatch(limit -> limit.patient().isPresent())) {
                throw new ForbiddenOperationException(
                        "no scope of this token allows exporting " + type + "; name the types that one does in _type");
            }
            if (limits.stream().noneMatch(Limit::isNone)) {
                boolean isAnyCategory =
                        limits.stream().anyMatch(limit -> limit.categories().isEmpty());
                String parameters = (isAnyCategory ? "" : "&category=" + categories(limits))
                        + (limits.stream().allMatch(Limit::isWithoutSensitive)
                                ? rules.sensitive().excludingInUrl()
                                : "");
                filters.add(type + "?" + parameters.substring(1));
            }
        }
        if (types.isEmpty()) {
            throw new ForbiddenOperationException("no scope of this token allows exporting anything");
        }
        if (!filters.isEmpty() && (!export.getFilters().isEmpty() || export.isIncludeHistory())) {
            throw new ForbiddenOperationException(
                    "_typeFilter and history are for tokens whose scopes restrict to no category");
        }
        // What belongs to a patient is found through the patient: without it, the patients alone.
        if (export.getExportStyle() != ExportStyle.SYSTEM && !rules.mayWithAll(access, Interaction.READ, "Patient")) {
            throw new ForbiddenOperationException(
                    "an export by patients needs a scope that allows reading all of them");
        }
        export.setResourceTypes(types);
        if (!filters.isEmpty()) {
            export.setFilters(filters);
        }
    }

    /** A question about other resources, which would be answered by what the files hold and what not. */
    private static boolean asksAboutOthers(String filter) {
        String question = filter.replaceFirst("^[^?]*\\??", "");
        return Stream.of(question.split("&"))
                .map(parameter -> URLDecoder.decode(parameter.split("=", 2)[0], StandardCharsets.UTF_8))
                .anyMatch(name -> name.contains(".")
                        || name.startsWith("_has")
                        || name.startsWith("_list")
                        || name.startsWith("_filter")
                        || name.startsWith("_query"));
    }

    private static String categories(List<Limit> limits) {
        SortedSet<Category> categories = new TreeSet<>();
        limits.forEach(limit -> categories.addAll(limit.categories()));
        return categories.stream().map(Category::toString).collect(Collectors.joining(","));
    }

    /** Hides the job from all but the bearer who ordered it. */
    void requireOwner(Access access, String job) {
        ResourceNotFoundException unknown = new ResourceNotFoundException("no export " + job);
        JobInstance instance;
        try {
            instance = jobs.getInstance(job);
        } catch (ResourceNotFoundException e) {
            throw unknown;
        }
        BulkExportJobParameters export = instance.getParameters(BulkExportJobParameters.class);
        if (!access.bearer().equals(export.getBinarySecurityContextIdentifierValue())) {
            throw unknown;
        }
    }

    boolean isFileOf(Access access, Binary file) {
        Identifier owner = file.getSecurityContext().getIdentifier();
        return BEARER.equals(owner.getSystem()) && access.bearer().equals(owner.getValue());
    }

    /** Whether it belongs to some export. */
    boolean isFile(Binary file) {
        return BEARER.equals(file.getSecurityContext().getIdentifier().getSystem());
    }
}
