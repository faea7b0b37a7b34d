package org.aliquot.server.auth.scope;

/** One scope. {@link #toString()} is the scope as OAuth 2.0 carries it. */
public sealed interface Scope permits ResourceScope, NamedScope {
    /** Whether whatever the other allows this one allows too. */
    boolean covers(Scope other);
}
