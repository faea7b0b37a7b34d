package org.aliquot.mapping;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.SpecimenReport;
import org.hl7.fhir.r4.model.Resource;

/** What the laboratory's own records say about a specimen that an instrument reports on. */
@FunctionalInterface
public interface Matching {
    /** Looks nothing up: the resources say what the instrument said, its patient included. */
    Matching AS_STATED = specimen -> new Match.AsStated();

    /** The match for one specimen of the report. */
    Match of(SpecimenReport specimen);

    /**
     * The specimen's results as they are to be filed. Numbers typed at the instrument come again, and two patients may
     * share one within a minute; whoever knows what is stored can tell.
     *
     * @param results filed by number and moment: what is stored under these ids is written over
     * @param apart the same with the stated patient among their parts; ask once at most
     * @return the one or the other
     */
    default List<Resource> filed(SpecimenReport specimen, List<Resource> results, Supplier<List<Resource>> apart) {
        return results;
    }

    /** What was found. */
    sealed interface Match {
        /** Nobody looked: for showing what a message would become. The instrument's patient becomes a Patient resource. */
        record AsStated() implements Match {}

        /**
         * Exactly one registered specimen or order has this accession number.
         *
         * @param patient reference ({@code Patient/…}), the registered one
         * @param specimen reference of the registered Specimen, if there is one beside the order
         * @param orders references of the ServiceRequests
         * @param encounter reference of the orders' Encounter
         */
        record Registered(String patient, Optional<String> specimen, List<String> orders, Optional<String> encounter)
                implements Match {
            public Registered {
                Objects.requireNonNull(patient, "patient");
                Objects.requireNonNull(specimen, "specimen");
                orders = List.copyOf(orders);
                Objects.requireNonNull(encounter, "encounter");
            }
        }

        /**
         * No safe match: the results are kept without a link to any registered patient, and a Task asks a person.
         *
         * @param reason why, for the worklist: unmatched, ambiguous, or another patient than the order's
         * @param message for the technician, shown in the Task; names registered resources, and nothing that the instrument
         *     sent: a technician without a number types a name. The number stands in the Task's identifier
         */
        record Unmatched(ReasonCode reason, String message) implements Match {
            public Unmatched {
                Objects.requireNonNull(reason, "reason");
                Objects.requireNonNull(message, "message");
            }
        }
    }
}
