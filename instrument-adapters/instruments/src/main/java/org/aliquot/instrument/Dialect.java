package org.aliquot.instrument;

import java.util.List;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;

/**
 * How one family of instruments uses its protocol: which field holds the specimen number, what a flag means.
 *
 * <p>Pure: no sockets, files, threads or clock. One dialect serves one configured device (its zone, its policy).
 *
 * @param <R> a record or message of the protocol below
 */
public interface Dialect<R> {
    /**
     * Reads one message.
     *
     * @param raw the kept conversation the message came in
     * @param records the records of one whole message, first to last
     * @return what the message says; what could not be understood stands in its findings
     * @throws UnreadableMessageException when no report can be made of it; nothing may be stored then
     */
    LabReport read(Transcript raw, List<R> records) throws UnreadableMessageException;
}
