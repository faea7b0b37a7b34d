/**
 * How often one may be wrong, and how much may be said at once.
 *
 * <p>Arrives: requests below {@code /auth}. Leaves: the same; or 429 for an address from which too many failed a moment before, 400
 * for parameters that nobody sends.
 *
 * <p>Must not know: who anyone is. An account's own lock is {@code auth.user}'s.
 */
package org.aliquot.server.auth.limit;
