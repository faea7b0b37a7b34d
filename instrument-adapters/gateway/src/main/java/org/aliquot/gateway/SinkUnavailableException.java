package org.aliquot.gateway;

/** The sink cannot be reached or is overloaded; try the same report again later. Never means that the report is bad. */
public class SinkUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SinkUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
