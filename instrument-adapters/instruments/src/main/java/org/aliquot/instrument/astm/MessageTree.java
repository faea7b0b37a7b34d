package org.aliquot.instrument.astm;

import java.util.List;
import java.util.Optional;
import org.aliquot.protocol.astm.record.AstmRecord;

/**
 * The records of one message, each under the record it belongs to (LIS02-A2 §5.1: H over P over O over R, C and M after
 * any of them).
 *
 * @param header the H record
 * @param notes C, M and S records before the first patient
 * @param others records of a type the standard does not know, wherever they stand
 */
public record MessageTree(
        AstmRecord header, List<AstmRecord> notes, List<PatientNode> patients, List<AstmRecord> others) {
    public MessageTree {
        notes = List.copyOf(notes);
        patients = List.copyOf(patients);
        others = List.copyOf(others);
    }

    /**
     * One patient and the orders sent for it.
     *
     * @param record the P record; empty where orders follow the header at once
     */
    public record PatientNode(Optional<AstmRecord> record, List<AstmRecord> notes, List<OrderNode> orders) {
        public PatientNode {
            notes = List.copyOf(notes);
            orders = List.copyOf(orders);
        }
    }

    /** One order record and the results sent for it. */
    public record OrderNode(AstmRecord record, List<AstmRecord> notes, List<ResultNode> results) {
        public OrderNode {
            notes = List.copyOf(notes);
            results = List.copyOf(results);
        }
    }

    /** One result record. */
    public record ResultNode(AstmRecord record, List<AstmRecord> notes) {
        public ResultNode {
            notes = List.copyOf(notes);
        }
    }
}
