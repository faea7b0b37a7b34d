package org.aliquot.server.intake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aliquot.lab.Finding;
import org.aliquot.lab.ReasonCode;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.mapping.Matching;
import org.aliquot.server.intake.LabRegister.RegisteredOrder;
import org.aliquot.server.intake.LabRegister.RegisteredSpecimen;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;

/**
 * Finds whose specimen it is, by accession number alone, and never guesses.
 *
 * <p>A match is one patient: everything registered under the number, specimens and orders, names the same one, and the
 * instrument names no other. Anything else is unmatched: the results are kept, without a patient, and a person decides.
 * One instance serves one report and collects what a person should see of it.
 */
final class AccessionMatching implements Matching {
    private final LabRegister register;
    private final OtherPatients others;
    private final List<Finding> findings = new ArrayList<>();

    /** @param before what the message stored before, if it did */
    AccessionMatching(LabRegister register, Optional<Provenance> before) {
        this.register = Objects.requireNonNull(register, "register");
        this.others = new OtherPatients(register, before);
    }

    /** What was noticed while matching, in order. */
    List<Finding> findings() {
        return List.copyOf(findings);
    }

    @Override
    public Match of(SpecimenReport report) {
        Match match = report.specimen()
                .accession()
                .map(accession -> isOfTheTube(report.specimen(), accession)
                        ? byAccession(accession, report.patient())
                        : new Match.Unmatched(
                                ReasonCode.UNMATCHED_SPECIMEN,
                                "the analyzer made up the number " + accession + " because it read none from the tube;"
                                        + " results are kept without a patient"))
                .orElseGet(() -> new Match.Unmatched(
                        ReasonCode.UNMATCHED_SPECIMEN,
                        "the instrument sent no specimen number; results are kept without a patient"));
        if (match instanceof Match.Unmatched unmatched) {
            findings.add(Finding.warning(unmatched.reason(), unmatched.message()));
        }
        return match;
    }

    @Override
    public List<Resource> filed(SpecimenReport specimen, List<Resource> results, Supplier<List<Resource>> apart) {
        List<Resource> ofTheirOwn = new ArrayList<>();
        List<String> theirs = others.over(specimen, results, () -> {
            ofTheirOwn.addAll(apart.get());
            return ofTheirOwn;
        });
        if (theirs.isEmpty()) {
            return results;
        }
        findings.add(Finding.warning(
                ReasonCode.PATIENT_MISMATCH,
                "accession " + specimen.specimen().accession().orElse("") + " stands for another patient in "
                        + String.join(", ", theirs)
                        + ", measured at the same time with another value; neither was written over the other: check"
                        + " whose tubes they were, and withdraw over REST what is wrong"));
        return ofTheirOwn.isEmpty() ? apart.get() : ofTheirOwn;
    }

    // Sysmex: A is a number the analyzer counted up by itself, ERR… an unreadable bar code. Either may be somebody's.
    private static boolean isOfTheTube(StatedSpecimen specimen, String accession) {
        return !specimen.idEntry().map("A"::equals).orElse(false) && !accession.startsWith("ERR");
    }

    private Match byAccession(String accession, Optional<StatedPatient> stated) {
        try {
            return registered(accession, stated);
        } catch (TooManyMatchesException e) {
            return new Match.Unmatched(
                    ReasonCode.AMBIGUOUS_SPECIMEN,
                    "accession " + accession + ": " + e.getMessage() + "; results are kept without a patient");
        }
    }

    private Match registered(String accession, Optional<StatedPatient> stated) {
        List<RegisteredSpecimen> specimens = register.specimens(accession);
        List<RegisteredOrder> orders = register.orders(accession, specimens);
        Set<String> patients = new LinkedHashSet<>();
        Stream.concat(
                        specimens.stream().map(RegisteredSpecimen::patient),
                        orders.stream().map(RegisteredOrder::patient))
                .flatMap(Optional::stream)
                .forEach(patients::add);
        if (patients.isEmpty()) {
            return new Match.Unmatched(
                    ReasonCode.UNMATCHED_SPECIMEN,
                    "no registered specimen or order has accession " + accession
                            + "; results are kept without a patient: register the specimen and replay the message");
        }
        if (patients.size() > 1 || specimens.size() > 1) {
            return new Match.Unmatched(
                    ReasonCode.AMBIGUOUS_SPECIMEN,
                    "accession " + accession + " stands for more than one specimen or patient ("
                            + references(specimens, orders)
                            + "); results are kept without a patient: correct the registration and replay the message");
        }
        String patient = patients.iterator().next();
        if (namesAnother(stated, patient)) {
            return new Match.Unmatched(
                    ReasonCode.PATIENT_MISMATCH,
                    "the instrument names another patient for accession " + accession + " than "
                            + references(specimens, orders)
                            + " does; results are kept without a patient: check tube and registration, then replay");
        }
        if (orders.size() > 1) {
            findings.add(Finding.warning(
                    ReasonCode.AMBIGUOUS_SPECIMEN,
                    "accession " + accession + " stands in " + orders.size()
                            + " orders of the same patient; the results are linked to all of them ("
                            + references(List.of(), orders) + ")"));
        }
        return new Match.Registered(
                patient,
                specimens.stream().map(RegisteredSpecimen::reference).findFirst(),
                orders.stream().map(RegisteredOrder::reference).toList(),
                onlyEncounter(orders));
    }

    // Whom the instrument does not name it does not contradict; a patient who cannot be read cannot be compared.
    private boolean namesAnother(Optional<StatedPatient> stated, String patient) {
        return stated.filter(said -> !said.isAnonymous() || said.birthDate().isPresent())
                        .isPresent()
                && register.patient(patient)
                        .map(known -> PatientCheck.contradicts(stated.get(), known))
                        .orElse(true);
    }

    private static Optional<String> onlyEncounter(List<RegisteredOrder> orders) {
        List<String> encounters = orders.stream()
                .map(RegisteredOrder::encounter)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return encounters.size() == 1 ? Optional.of(encounters.get(0)) : Optional.empty();
    }

    private static String references(List<RegisteredSpecimen> specimens, List<RegisteredOrder> orders) {
        return String.join(
                ", ",
                Stream.concat(
                                specimens.stream().map(RegisteredSpecimen::reference),
                                orders.stream().map(RegisteredOrder::reference))
                        .toList());
    }
}
