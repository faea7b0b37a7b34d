package org.aliquot.instrument;

import org.aliquot.lab.LabReport;
import org.aliquot.lab.Transcript;

/**
 * How one family of instruments uses its protocol: which field holds the specimen number, what a flag means.
 *
 * <p>Pure: no sockets, files, threads or clock. One dialect serves one configured device (its zone, its policy).
 *
 * @param <M> a whole message of the protocol below
 */
public interface Dialect<M> {
    /**
     * Reads one message.
     *
     * @param raw the kept conversation the message came in
     * @param message a complete message of that conversation
     * @return what the message says; what could not be understood stands in its findings, all of them warnings
     * @throws UnreadableMessageException when no report can be made of it; nothing may be stored then
     */
    LabReport read(Transcript raw, M message) throws UnreadableMessageException;
}
