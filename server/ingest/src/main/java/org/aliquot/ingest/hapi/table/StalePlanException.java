package org.aliquot.ingest.hapi.table;

/** What the plan was made on has changed: plan the batch again. */
public class StalePlanException extends Exception {
    private static final long serialVersionUID = 1L;

    public StalePlanException(String message) {
        super(message);
    }
}
