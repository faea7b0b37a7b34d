package org.aliquot.ingest.hapi;

import java.util.Set;
import org.aliquot.ingest.LineRefusedException;

/**
 * Resource types whose storing is more than rows: they go through HAPI's DAO, one at a time, however they arrive. None of
 * them comes by the hundred thousand.
 */
public final class DaoOnlyTypes {
    private static final Set<String> TYPES = Set.of(
            // JpaResourceDaoSearchParameter: checked before, everything it touches reindexed after; reloads the
            // registry.
            "SearchParameter",
            // JpaResourceDaoCodeSystem, -ValueSet and -ConceptMap: copied into the terminology tables as well.
            "CodeSystem",
            "ValueSet",
            "ConceptMap",
            // JpaResourceDaoStructureDefinition: an update drops the validator's caches.
            "StructureDefinition",
            // FhirResourceDaoSubscriptionR4 keeps a table of its own; interceptors check, tag and activate.
            "Subscription",
            // Subscription topics of R5, backported, are Basic resources; their registry listens.
            "Basic",
            // The validator reads these from the database and caches what it read.
            "NamingSystem",
            "ImplementationGuide",
            "Questionnaire",
            "StructureMap",
            // Which bundles may be stored is a setting, and HAPI weaves the references inside.
            "Bundle",
            // Not a resource of the repository: HAPI has no DAO for it.
            "Parameters");

    /** Who saw what: an entry that somebody loads would be taken for one of the server's. */
    private static final Set<String> SERVERS_OWN = Set.of("AuditEvent");

    private DaoOnlyTypes() {}

    /** Whether only the DAO may store resources of this type. */
    public static boolean contains(String resourceType) {
        return TYPES.contains(resourceType);
    }

    /** Those that no line brings, by neither way. */
    static Set<String> serversOwn() {
        return SERVERS_OWN;
    }

    /** @throws LineRefusedException where the server alone writes resources of this type */
    static void refuseServersOwn(String resourceType) throws LineRefusedException {
        if (SERVERS_OWN.contains(resourceType)) {
            throw new LineRefusedException(resourceType + "s are written by this server alone");
        }
    }

    /** All of them. */
    public static Set<String> all() {
        return TYPES;
    }
}
