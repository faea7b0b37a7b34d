package org.aliquot.ingest.job.ledger;

import java.sql.SQLException;
import javax.sql.DataSource;
import org.aliquot.ingest.database.Transaction;

/** A transaction of the ledger's own. */
final class LedgerTransaction {
    private LedgerTransaction() {}

    /** @param trouble begins the message when it fails */
    static <T> T in(DataSource dataSource, String trouble, Transaction.Body<T, RuntimeException> body) {
        try {
            return Transaction.in(dataSource, body);
        } catch (SQLException e) {
            throw new LedgerException(trouble, e);
        }
    }
}
