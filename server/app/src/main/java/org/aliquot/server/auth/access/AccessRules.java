package org.aliquot.server.auth.access;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeChildDefinition.IAccessor;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.aliquot.server.auth.scope.Category;
import org.aliquot.server.auth.scope.Context;
import org.aliquot.server.auth.scope.Interaction;
import org.aliquot.server.auth.scope.NamedScope;
import org.aliquot.server.auth.scope.ResourceScope;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** From scopes to single resources. */
final class AccessRules {
    private final FhirContext fhir;
    private final PatientCompartment compartment;
    private final Sensitive sensitive;

    /** By type; empty: such resources are not filed by category. Types that there are not never get here. */
    private final Map<String, Optional<IAccessor>> categories = new ConcurrentHashMap<>();

    AccessRules(FhirContext fhir, PatientCompartment compartment, Sensitive sensitive) {
        this.fhir = fhir;
        this.compartment = compartment;
        this.sensitive = sensitive;
    }

    Sensitive sensitive() {
        return sensitive;
    }

    /** One limit for each scope that allows this; the bearer may reach what is within any of them, nothing where there is none. */
    List<Limit> limits(Access access, Interaction interaction, String type) {
        return access.scopes()
                .forResources()
                .filter(scope -> scope.isAbout(type) && scope.interactions().contains(interaction))
                .filter(scope -> !isAuditOfOthers(access, scope, type))
                .flatMap(scope -> limit(access, interaction, scope, type).stream())
                .distinct()
                .toList();
    }

    /**
     * Who saw what is not told along with everything else: an auditor has a scope that names it, and a patient's own is told to the
     * patient, not to whoever has an app open about them.
     */
    private static boolean isAuditOfOthers(Access access, ResourceScope scope, String type) {
        if (!type.equals("AuditEvent")) {
            return false;
        }
        return switch (scope.context()) {
            case SYSTEM -> false;
            case USER -> scope.type().equals(ResourceScope.ANY_TYPE) && access.isStaff();
            case PATIENT -> !access.ownPatient().equals(access.patient());
        };
    }

    /** The types that scopes name, one by one or all of them. */
    List<String> typesIn(Access access) {
        return access.scopes()
                .forResources()
                .flatMap(scope -> scope.type().equals(ResourceScope.ANY_TYPE)
                        ? fhir.getResourceTypes().stream().sorted()
                        : Stream.of(scope.type()))
                .filter(this::isType)
                .filter(type -> may(access, Interaction.READ, type))
                .distinct()
                .toList();
    }

    boolean isType(String type) {
        return fhir.getResourceTypes().contains(type);
    }

    private Optional<Limit> limit(Access access, Interaction interaction, ResourceScope scope, String type) {
        if (!scope.categories().isEmpty() && !isFiledByCategory(type)) {
            return Optional.empty();
        }
        return switch (scope.context()) {
            case SYSTEM -> Optional.of(new Limit(Optional.empty(), scope.categories(), isWithoutSensitive(access)));
            case USER ->
                access.isStaff()
                        ? Optional.of(new Limit(Optional.empty(), scope.categories(), isWithoutSensitive(access)))
                        : ofPatient(access, access.ownPatient(), interaction, scope, type);
            case PATIENT -> ofPatient(access, access.patient(), interaction, scope, type);
        };
    }

    private Optional<Limit> ofPatient(
            Access access, Optional<String> patient, Interaction interaction, ResourceScope scope, String type) {
        if (compartment.isDirectory(type)) {
            // Everybody's: to look at, not to change.
            boolean isLooking = interaction == Interaction.READ || interaction == Interaction.SEARCH;
            return !isLooking
                    ? Optional.empty()
                    : Optional.of(new Limit(Optional.empty(), scope.categories(), isWithoutSensitive(access)));
        }
        return patient.isPresent() && compartment.hasMembersOf(type)
                ? Optional.of(new Limit(patient, scope.categories(), isWithoutSensitive(access)))
                : Optional.empty();
    }

    /** What is labelled as sensitive is for those who may see it, and for the patients themselves. */
    private boolean isWithoutSensitive(Access access) {
        boolean isOneself = access.ownPatient().isPresent()
                && (access.patient().isEmpty() || access.patient().equals(access.ownPatient()));
        return sensitive.isAny() && !access.scopes().contains(NamedScope.SENSITIVE) && !isOneself;
    }

    boolean may(Access access, Interaction interaction, String type) {
        return !limits(access, interaction, type).isEmpty();
    }

    /** Whether the bearer may do this with whichever resource of the type; {@code *}: of every type. */
    boolean mayWithAll(Access access, Interaction interaction, String type) {
        if (type.equals(ResourceScope.ANY_TYPE)) {
            return !isWithoutSensitive(access)
                    && access.scopes()
                            .forResources()
                            .anyMatch(scope -> scope.type().equals(ResourceScope.ANY_TYPE)
                                    && scope.interactions().contains(interaction)
                                    && (scope.context() == Context.SYSTEM
                                            || scope.context() == Context.USER && access.isStaff()));
        }
        return limits(access, interaction, type).stream().anyMatch(Limit::isNone);
    }

    /** Whether the bearer may do everything there is with every resource. */
    boolean mayEverything(Access access) {
        return Stream.of(Interaction.values())
                .allMatch(interaction -> mayWithAll(access, interaction, ResourceScope.ANY_TYPE));
    }

    boolean may(Access access, Interaction interaction, IBaseResource resource) {
        boolean isLooking = interaction == Interaction.READ || interaction == Interaction.SEARCH;
        return limits(access, interaction, fhir.getResourceType(resource)).stream()
                .filter(limit -> isWithin(limit, resource))
                .anyMatch(limit -> isLooking
                        || limit.patient().isEmpty()
                        || compartment.isAboutNobodyElse(
                                resource, limit.patient().get()));
    }

    /** Whether the resource may stand in an answer: as what was asked for, or beside it. */
    boolean maySee(Access access, IBaseResource resource) {
        return may(access, Interaction.READ, resource) || may(access, Interaction.SEARCH, resource);
    }

    private boolean isWithin(Limit limit, IBaseResource resource) {
        return (limit.patient().isEmpty()
                        || compartment.isMember(resource, limit.patient().get()))
                && (limit.categories().isEmpty() || isFiledUnder(limit.categories(), resource))
                && !(limit.isWithoutSensitive() && sensitive.isLabelled(resource));
    }

    boolean isWithin(ExportLimit limit, IBaseResource resource) {
        return isWithin(new Limit(Optional.empty(), limit.categories(), limit.isWithoutSensitive()), resource);
    }

    private boolean isFiledUnder(SortedSet<Category> categories, IBaseResource resource) {
        for (IBase value :
                category(fhir.getResourceType(resource)).orElseThrow().getValues(resource)) {
            for (Coding coding : ((CodeableConcept) value).getCoding()) {
                if (coding.hasSystem()
                        && coding.hasCode()
                        && categories.contains(new Category(coding.getSystem(), coding.getCode()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isFiledByCategory(String type) {
        return category(type).isPresent();
    }

    // Asked several times of each resource that is shown.
    private Optional<IAccessor> category(String type) {
        return categories.computeIfAbsent(type, this::findCategory);
    }

    // Elsewhere category is a plain code, or nothing that a search parameter of this name finds.
    private Optional<IAccessor> findCategory(String type) {
        RuntimeResourceDefinition definition = fhir.getResourceDefinition(type);
        BaseRuntimeChildDefinition category = definition.getChildByName("category");
        BaseRuntimeElementDefinition<?> element = category == null ? null : category.getChildByName("category");
        return element != null
                        && element.getImplementingClass() == CodeableConcept.class
                        && definition.getSearchParam("category") != null
                ? Optional.of(category.getAccessor())
                : Optional.empty();
    }
}
