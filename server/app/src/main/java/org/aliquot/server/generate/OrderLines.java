package org.aliquot.server.generate;

import java.io.IOException;
import java.util.List;

/** What surrounds the results of an order: request, specimen, report. */
final class OrderLines {
    private static final String LABORATORY_PROCEDURE = Json.concept(Urls.SNOMED, "108252007", "Laboratory procedure");
    private static final String REPORT_CATEGORY =
            Json.concept("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory");
    private static final String ACCESSION_TYPE = Json.concept(Urls.IDENTIFIER_TYPES, "ACSN", "Accession ID");
    private static final String PLACER_TYPE = Json.concept(Urls.IDENTIFIER_TYPES, "PLAC", "Placer Identifier");

    private final long seed;
    private final Pen pen;
    private final Id organization;

    OrderLines(long seed, Pen pen, Id organization) {
        this.seed = seed;
        this.pen = pen;
        this.organization = organization;
    }

    void request(Order order, Status reported, String priority) throws IOException {
        JsonLine line = pen.begin(ResourceKind.SERVICE_REQUEST, order.request(), "aliquot-lab-service-request")
                .add(",\"identifier\":[{\"type\":")
                .add(PLACER_TYPE)
                .add(",\"system\":\"" + Urls.ORDER_NUMBER + "\",\"value\":\"");
        number(line, order)
                .add("\"}],\"status\":\"")
                .add(
                        switch (reported) {
                            case PRELIMINARY -> "active";
                            case CANCELLED -> "revoked";
                            case FINAL, CORRECTED -> "completed";
                        })
                .add("\",\"intent\":\"order\",\"category\":[")
                .add(LABORATORY_PROCEDURE)
                .add("],\"priority\":\"")
                .add(priority)
                .add("\"")
                .add(order.label())
                .add(",\"subject\":{\"reference\":\"Patient/")
                .add(order.person().id())
                .add("\"},\"authoredOn\":\"");
        LabTime.write(order.ordered(), line)
                .add("\",\"requester\":{\"reference\":\"Practitioner/")
                .add(order.requester())
                .add("\"}");
        pen.end();
    }

    void specimen(Order order) throws IOException {
        JsonLine line = pen.begin(ResourceKind.SPECIMEN, order.specimen(), "aliquot-lab-specimen");
        accession(line, order, "accessionIdentifier\":{", "}")
                .add(",\"status\":\"")
                .add(order.condition().isEmpty() ? "available" : "unsatisfactory")
                .add("\"")
                .add(order.specimenType())
                .add(",\"subject\":{\"reference\":\"Patient/")
                .add(order.person().id())
                .add("\"},\"receivedTime\":\"");
        LabTime.write(order.received(), line)
                .add("\",\"request\":[{\"reference\":\"ServiceRequest/")
                .add(order.request())
                .add("\"}],\"collection\":{\"collectedDateTime\":\"");
        LabTime.write(order.collected(), line).add("\"}");
        if (!order.condition().isEmpty()) {
            line.add(",\"condition\":[")
                    .add(Json.concept(
                            "http://terminology.hl7.org/CodeSystem/v2-0493",
                            order.condition(),
                            Conditions.display(order.condition())))
                    .add("]");
        }
        pen.end();
    }

    /** The report; its results are written already. */
    void report(Order order, Id id, Status status, Id interpreter, List<Id> results) throws IOException {
        JsonLine line = pen.begin(ResourceKind.DIAGNOSTIC_REPORT, id, "aliquot-lab-report");
        accession(line, order, "identifier\":[{", "}]")
                .add(",\"basedOn\":[{\"reference\":\"ServiceRequest/")
                .add(order.request())
                .add("\"}]")
                .add(status.json())
                .add(",\"category\":[")
                .add(REPORT_CATEGORY)
                .add("]")
                .add(order.label())
                .add(",\"subject\":{\"reference\":\"Patient/")
                .add(order.person().id())
                .add("\"},\"effectiveDateTime\":\"");
        LabTime.write(order.collected(), line).add("\",\"issued\":\"");
        LabTime.write(order.resulted(), line)
                .add("\",\"performer\":[{\"reference\":\"Organization/")
                .add(organization)
                .add("\"}],\"resultsInterpreter\":[{\"reference\":\"Practitioner/")
                .add(interpreter)
                .add("\"}],\"specimen\":[{\"reference\":\"Specimen/")
                .add(order.specimen())
                .add("\"}],\"result\":[");
        String comma = "";
        for (Id result : results) {
            line.add(comma).add("{\"reference\":\"Observation/").add(result).add("\"}");
            comma = ",";
        }
        line.add("]");
        pen.end();
    }

    /** The number on the tube and on the order: the seed in front, so that two sets do not share one. */
    JsonLine number(JsonLine line, Order order) {
        return line.add(seed).add("-").padded(order.number(), 9);
    }

    private JsonLine accession(JsonLine line, Order order, String open, String close) {
        line.add(",\"").add(open).add("\"type\":").add(ACCESSION_TYPE).add(",\"value\":\"");
        return number(line, order).add("\"").add(close);
    }
}
