package org.aliquot.server.generate;

import java.io.IOException;
import java.util.List;
import org.aliquot.mapping.Systems;

/** Observations: what was found in an order's specimen. */
final class ObservationLines {
    private static final byte[] IDENTIFIER =
            Json.bytes(",\"identifier\":[{\"system\":\"" + Systems.RESULT + "\",\"value\":\"");
    private static final byte[] BASED_ON = Json.bytes("\"}],\"basedOn\":[{\"reference\":\"ServiceRequest/");
    private static final byte[] AFTER_BASED_ON = Json.bytes("\"}]");
    private static final byte[] CATEGORY = Json.bytes(",\"category\":["
            + Json.concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "") + "]");
    private static final byte[] SUBJECT = Json.bytes(",\"subject\":{\"reference\":\"Patient/");
    private static final byte[] EFFECTIVE = Json.bytes("\"},\"effectiveDateTime\":\"");
    private static final byte[] ISSUED = Json.bytes("\",\"issued\":\"");
    private static final byte[] QUANTITY = Json.bytes(",\"valueQuantity\":{\"value\":");
    private static final byte[] SPECIMEN = Json.bytes(",\"specimen\":{\"reference\":\"Specimen/");
    private static final byte[] DEVICE = Json.bytes("\"},\"device\":{\"reference\":\"Device/");

    private final Pen pen;
    private final OrderLines orders;

    ObservationLines(Pen pen, OrderLines orders) {
        this.pen = pen;
        this.orders = orders;
    }

    /** Results in the order in which the analyzer finished them. */
    void write(Order order, List<Result> results) throws IOException {
        long issued = order.resulted() - results.size();
        for (Result result : results) {
            write(order, result, issued++);
        }
    }

    private void write(Order order, Result result, long issued) throws IOException {
        JsonLine line = pen.begin(
                ResourceKind.OBSERVATION,
                result.id(),
                result.finding() instanceof Finding.Panel ? "aliquot-lab-panel" : "aliquot-lab-observation");
        orders.number(line.add(IDENTIFIER), order)
                .add("|")
                .add(result.key())
                .add(BASED_ON)
                .add(order.request())
                .add(AFTER_BASED_ON)
                .add(result.status().json())
                .add(CATEGORY)
                .add(result.label())
                .add(SUBJECT)
                .add(order.person().id())
                .add(EFFECTIVE);
        LabTime.write(order.collected(), line).add(ISSUED);
        LabTime.write(issued, line).add("\"");
        found(line, result.finding());
        result.flag().ifPresent(flag -> line.add(flag.json()));
        if (!result.note().isEmpty()) {
            line.add(",\"note\":[{\"text\":").add(result.note()).add("}]");
        }
        line.add(SPECIMEN).add(order.specimen()).add(DEVICE).add(order.device()).add("\"}");
        line.add(result.range());
        references(line, ",\"hasMember\":[", result.members());
        references(line, ",\"derivedFrom\":[", result.derivedFrom().stream().toList());
        pen.end();
    }

    private static void found(JsonLine line, Finding finding) {
        if (finding instanceof Finding.Number number) {
            line.add(QUANTITY)
                    .decimal(number.unscaled(), number.digits())
                    .add(number.comparator().json())
                    .add(number.unit());
        } else if (finding instanceof Finding.Word word) {
            line.add(word.json());
        } else if (finding instanceof Finding.Absent absent) {
            line.add(absent.json());
        }
    }

    private static void references(JsonLine line, String open, List<Id> observations) {
        if (observations.isEmpty()) {
            return;
        }
        line.add(open);
        String comma = "";
        for (Id id : observations) {
            line.add(comma).add("{\"reference\":\"Observation/").add(id).add("\"}");
            comma = ",";
        }
        line.add("]");
    }
}
