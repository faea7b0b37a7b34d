package org.aliquot.server.cli;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.audit.event.AuditEventJson;
import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Kind;
import org.aliquot.server.audit.event.Outcome;
import org.aliquot.server.audit.event.Party;
import org.aliquot.server.audit.store.AuditSchema;
import org.aliquot.server.audit.store.AuditTable;

/** What commands change in the database, in the audit like everything else. The user is the operating system's. */
final class OperatorAudit {
    private static final Clock CLOCK = Clock.systemUTC();

    private OperatorAudit() {}

    /**
     * Notes a change once it is made.
     *
     * @param words what was changed; no secret
     */
    static void changed(DataSource database, String words) throws CommandFailedException {
        note(database, Deed.of(Kind.CONFIGURATION).saying(words));
    }

    static void note(DataSource database, Deed deed) throws CommandFailedException {
        Party operator = new Party(
                "operator",
                Optional.of(System.getProperty("user.name", "unknown")),
                Optional.empty(),
                Optional.empty(),
                "aliquot on this machine",
                Optional.empty(),
                Optional.empty());
        try {
            AuditSchema.bringUpToDate(database);
            new AuditTable(database, CLOCK)
                    .add(List.of(AuditEventJson.of(deed, operator, Outcome.SUCCESS, CLOCK.instant())));
        } catch (SQLException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED, "done, but the audit could not be written: " + e.getMessage());
        }
    }
}
