package org.aliquot.mapping;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.lab.AbnormalFlag;
import org.aliquot.lab.Analyzer;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.ControlReport;
import org.aliquot.lab.InstrumentId;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.Panel;
import org.aliquot.lab.ReferenceRange;
import org.aliquot.lab.ReportedTime;
import org.aliquot.lab.ResultStatus;
import org.aliquot.lab.ResultValue;
import org.aliquot.lab.SpecimenReport;
import org.aliquot.lab.StatedPatient;
import org.aliquot.lab.StatedSpecimen;
import org.aliquot.lab.TestCode;
import org.aliquot.lab.TestResult;
import org.aliquot.lab.TranscriptId;
import org.aliquot.terminology.Terminology;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;

/** Small invented reports. Nobody in them is a real person. */
final class Samples {
    static final InstrumentId XN = new InstrumentId("sysmex-xn", "bench-2");
    static final Terminology TERMINOLOGY = Terminology.seed();
    static final FhirReportMapper MAPPER = new FhirReportMapper(TERMINOLOGY, "aliquot/test");
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final TranscriptId TRANSCRIPT = new TranscriptId("01JDD5PX2GZZZZZZZZZZZZZZZZ");
    static final StatedPatient ADA = new StatedPatient(
            Optional.of("0042"),
            Optional.of("Example"),
            Optional.of("Ada"),
            Optional.of(LocalDate.of(1987, 6, 26)),
            Optional.of("F"),
            Optional.of("WEST"),
            Optional.of("DR.1"),
            List.of("POST HD"));

    private Samples() {}

    static Optional<ReportedTime> at(String text) {
        return ReportedTime.parse(text, BERLIN);
    }

    static ResultBuilder wbc(String number) {
        return new ResultBuilder("WBC", ResultValue.Measured.exactly(number)).unit("10*3/uL");
    }

    static ResultBuilder result(String code, ResultValue value) {
        return new ResultBuilder(code, value);
    }

    static Panel panel(TestResult... results) {
        return new Panel(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                ResultStatus.FINAL,
                Optional.empty(),
                at("20260101093000"),
                Optional.empty(),
                List.of(results),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static Panel withoutTime(Panel panel) {
        return measured(panel, Optional.empty());
    }

    static Panel measured(Panel panel, Optional<ReportedTime> time) {
        return new Panel(
                panel.code(),
                panel.orderNumber(),
                panel.requested(),
                panel.status(),
                panel.orderedAt(),
                time,
                panel.operator(),
                panel.results(),
                panel.suspectFlags(),
                panel.context(),
                panel.attachments(),
                panel.comments());
    }

    static StatedPatient numbered(Optional<String> id) {
        return new StatedPatient(
                id,
                Optional.of("Example"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static StatedSpecimen tube(String accession) {
        return new StatedSpecimen(
                Optional.of(accession),
                Optional.of("B"),
                Optional.empty(),
                Optional.of("17"),
                Optional.of("4"),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    static LabReport report(SpecimenReport... specimens) {
        return report(List.of(specimens), List.of());
    }

    static LabReport report(List<SpecimenReport> specimens, List<ControlReport> controls) {
        return new LabReport(
                MessageId.of(XN, (specimens.hashCode() + "" + controls.hashCode()).getBytes(StandardCharsets.UTF_8)),
                TRANSCRIPT,
                new ByteRange(0, 120),
                new Analyzer(
                        XN, Optional.of("Sysmex"), Optional.of("XN-550"), Optional.of("22723"), Optional.of("00-24")),
                at("20260101093105"),
                specimens,
                controls,
                List.of());
    }

    static LabReport of(TestResult... results) {
        return report(new SpecimenReport(Optional.of(ADA), tube("260101-0042"), List.of(panel(results))));
    }

    /** The Observation a single result becomes. */
    static Observation mapped(TestResult result) {
        return (Observation) all(MAPPER.map(of(result)), Observation.class).get(0);
    }

    static List<Resource> all(Mapped mapped, Class<? extends Resource> type) {
        return mapped.resources().stream()
                .filter(type::isInstance)
                .map(Resource.class::cast)
                .toList();
    }

    static <R extends Resource> Stream<R> each(Mapped mapped, Class<R> type) {
        return mapped.resources().stream().filter(type::isInstance).map(type::cast);
    }

    static <R extends Resource> R only(Mapped mapped, Class<R> type) {
        List<R> found = each(mapped, type).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " resources of type " + type.getSimpleName() + ", expected 1");
        }
        return found.get(0);
    }

    /** A result, part by part. */
    static final class ResultBuilder {
        private final String code;
        private final ResultValue value;
        private String sequence = "R|1";
        private Optional<String> run = Optional.of("1");
        private Optional<String> unit = Optional.empty();
        private Optional<ReferenceRange> range = Optional.empty();
        private List<AbnormalFlag> flags = List.of();
        private ResultStatus status = ResultStatus.FINAL;
        private Optional<ReportedTime> measured = at("20260101093000");
        private boolean edited;
        private List<String> comments = List.of();

        private ResultBuilder(String code, ResultValue value) {
            this.code = code;
            this.value = value;
        }

        ResultBuilder sequence(String text) {
            sequence = text;
            return this;
        }

        ResultBuilder unit(String text) {
            unit = Optional.of(text);
            return this;
        }

        ResultBuilder run(String text) {
            run = Optional.of(text);
            return this;
        }

        ResultBuilder range(ReferenceRange sent) {
            range = Optional.of(sent);
            return this;
        }

        ResultBuilder flags(String... codes) {
            flags = Stream.of(codes).map(AbnormalFlag::new).toList();
            return this;
        }

        ResultBuilder status(ResultStatus sent) {
            status = sent;
            return this;
        }

        ResultBuilder measured(Optional<ReportedTime> time) {
            measured = time;
            return this;
        }

        ResultBuilder edited() {
            edited = true;
            return this;
        }

        ResultBuilder comment(String text) {
            comments = List.of(text);
            return this;
        }

        TestResult build() {
            return new TestResult(
                    sequence,
                    TestCode.of(code),
                    run,
                    value,
                    unit,
                    range,
                    flags,
                    status,
                    measured,
                    Optional.empty(),
                    edited,
                    comments,
                    new ByteRange(10, 60));
        }
    }
}
