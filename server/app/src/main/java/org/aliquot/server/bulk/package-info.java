/**
 * Bulk export: HAPI's {@code $export} and its jobs, kept moving.
 *
 * <p>Must not know: analyzers, the gateway.
 */
package org.aliquot.server.bulk;
