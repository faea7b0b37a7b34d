/**
 * Whether an order may stand: what of it its bearer may have, and whether those whose data it is about are there.
 *
 * <p>Must not know: how an order came, what becomes of it.
 */
package org.aliquot.server.bulk.export.grant;
