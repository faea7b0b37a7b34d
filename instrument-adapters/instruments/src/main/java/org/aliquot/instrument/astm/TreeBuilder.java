package org.aliquot.instrument.astm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aliquot.instrument.Findings;
import org.aliquot.instrument.UnreadableMessageException;
import org.aliquot.instrument.astm.MessageTree.OrderNode;
import org.aliquot.instrument.astm.MessageTree.PatientNode;
import org.aliquot.instrument.astm.MessageTree.ResultNode;
import org.aliquot.lab.ReasonCode;
import org.aliquot.protocol.astm.record.AstmRecord;

/**
 * Puts records under the record they belong to.
 *
 * <p>A result before its order makes the whole message unreadable: if one order record went missing, the next result
 * would stand under another specimen, and nothing in the message could show it.
 */
public final class TreeBuilder {
    private final Findings findings;
    private final List<PatientNode> patients = new ArrayList<>();
    private final List<AstmRecord> others = new ArrayList<>();
    private final List<AstmRecord> headerNotes = new ArrayList<>();
    private AstmRecord header;
    private OpenPatient patient;

    private TreeBuilder(Findings findings) {
        this.findings = findings;
    }

    /**
     * The tree of one message.
     *
     * @throws UnreadableMessageException on records out of their order, and on queries
     */
    public static MessageTree build(List<AstmRecord> records, Findings findings) throws UnreadableMessageException {
        TreeBuilder builder = new TreeBuilder(findings);
        for (AstmRecord record : records) {
            builder.take(record);
        }
        return builder.finish();
    }

    private void take(AstmRecord record) throws UnreadableMessageException {
        if (header == null && record.type() != 'H') {
            throw outOfOrder(record, "stands before the H record");
        }
        switch (record.type()) {
            case 'H' -> header(record);
            case 'P' -> patient(record);
            case 'O' -> order(record);
            case 'R' -> result(record);
            case 'C', 'M', 'S' -> notes().add(record);
            case 'Q' ->
                throw findings.unreadable(
                        ReasonCode.UNSUPPORTED_MESSAGE,
                        record.label(),
                        "the instrument asks for orders; host query is not answered yet."
                                + " Order at the instrument, or switch its host query off");
            case 'L' -> closePatient();
            default -> others.add(record);
        }
    }

    private void header(AstmRecord record) throws UnreadableMessageException {
        if (header != null) {
            throw outOfOrder(record, "is a second H record");
        }
        header = record;
    }

    private void patient(AstmRecord record) {
        closePatient();
        patient = new OpenPatient(Optional.of(record));
    }

    private void order(AstmRecord record) {
        if (patient == null) {
            patient = new OpenPatient(Optional.empty());
        }
        patient.closeOrder();
        patient.order = new OpenOrder(record);
    }

    private void result(AstmRecord record) throws UnreadableMessageException {
        if (patient == null || patient.order == null) {
            throw outOfOrder(record, "stands before its O record, so its specimen is unknown");
        }
        patient.order.closeResult();
        patient.order.result = new OpenResult(record);
    }

    private List<AstmRecord> notes() {
        if (patient == null) {
            return headerNotes;
        }
        if (patient.order == null) {
            return patient.notes;
        }
        return patient.order.result == null ? patient.order.notes : patient.order.result.notes;
    }

    private MessageTree finish() throws UnreadableMessageException {
        closePatient();
        if (header == null) {
            throw findings.unreadable(ReasonCode.UNREADABLE_RECORD, "H", "the message holds no records");
        }
        return new MessageTree(header, headerNotes, patients, others);
    }

    private void closePatient() {
        if (patient != null) {
            patient.closeOrder();
            patients.add(new PatientNode(patient.record, patient.notes, patient.orders));
            patient = null;
        }
    }

    private UnreadableMessageException outOfOrder(AstmRecord record, String what) {
        return findings.unreadable(
                ReasonCode.UNREADABLE_RECORD,
                record.label(),
                "the record " + what + "; expected H, P, O, R, L. Nothing of this message was stored");
    }

    private static final class OpenPatient {
        private final Optional<AstmRecord> record;
        private final List<AstmRecord> notes = new ArrayList<>();
        private final List<OrderNode> orders = new ArrayList<>();
        private OpenOrder order;

        OpenPatient(Optional<AstmRecord> record) {
            this.record = record;
        }

        void closeOrder() {
            if (order != null) {
                order.closeResult();
                orders.add(new OrderNode(order.record, order.notes, order.results));
                order = null;
            }
        }
    }

    private static final class OpenOrder {
        private final AstmRecord record;
        private final List<AstmRecord> notes = new ArrayList<>();
        private final List<ResultNode> results = new ArrayList<>();
        private OpenResult result;

        OpenOrder(AstmRecord record) {
            this.record = record;
        }

        void closeResult() {
            if (result != null) {
                results.add(new ResultNode(result.record, result.notes));
                result = null;
            }
        }
    }

    private static final class OpenResult {
        private final AstmRecord record;
        private final List<AstmRecord> notes = new ArrayList<>();

        OpenResult(AstmRecord record) {
            this.record = record;
        }
    }
}
