package org.aliquot.gateway.tls;

/** Whether who calls us must show a certificate. */
public enum ClientCertificate {
    /** None, no connection. */
    REQUIRED,
    /** One that is shown must be good; none will do. */
    WANTED,
    /** Not asked for. */
    NONE
}
