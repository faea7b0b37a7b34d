package org.aliquot.server.cli;

/** What scripts may rely on. Stable. */
public final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** Input refused or quarantined. */
    static final int REFUSED = 3;

    private ExitCodes() {}

    /** The exit code for what ended a command. */
    public static int of(Exception failure) {
        return failure instanceof CommandFailedException named ? named.exitCode() : FAILED;
    }
}
