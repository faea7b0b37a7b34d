package org.aliquot.gateway.connection;

/** Who calls whom. */
public enum Transport {
    /** We listen, the analyzer connects. */
    TCP_SERVER,
    /** The analyzer (or its serial converter) listens, we connect and keep connecting. */
    TCP_CLIENT
}
