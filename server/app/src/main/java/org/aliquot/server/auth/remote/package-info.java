/**
 * Asking other servers, which may be slow, send without end, or lead elsewhere.
 *
 * <p>Arrives: URLs that the operator named or allowed. Leaves: short answers, soon, or an exception.
 *
 * <p>Must not know: what is asked for.
 */
package org.aliquot.server.auth.remote;
