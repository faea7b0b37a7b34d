/**
 * What happened on the pages and endpoints below {@code /auth}, left with the request for whoever keeps account of it.
 *
 * <p>Must not know: who that is.
 */
package org.aliquot.server.auth.notice;
