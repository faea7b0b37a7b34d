package org.aliquot.server.bulk.export.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.aliquot.ingest.copy.CopyOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an export is ended from outside, whatever it is waiting for. */
public final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

    private final Set<Connection> busy = new HashSet<>();
    private volatile boolean isAsked;

    /** From any thread. */
    public void ask() {
        isAsked = true;
        synchronized (busy) {
            for (Connection connection : busy) {
                try {
                    CopyOutput.cancel(connection);
                } catch (SQLException e) {
                    LOG.debug("a query of an export cannot be cancelled: {}", e.getSQLState());
                }
            }
        }
    }

    public boolean isAsked() {
        return isAsked;
    }

    /** @throws CancellationException once it is asked */
    void check() {
        if (isAsked) {
            throw new CancellationException("the export was stopped");
        }
    }

    void watch(Connection connection) {
        synchronized (busy) {
            busy.add(connection);
        }
        check();
    }

    void leave(Connection connection) {
        synchronized (busy) {
            busy.remove(connection);
        }
    }
}
