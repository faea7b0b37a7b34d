package org.aliquot.resource.parquet;

/** A resource that makes no row; says why, without any of its values. */
public final class UnreadableRowException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnreadableRowException(String message) {
        super(message);
    }
}
