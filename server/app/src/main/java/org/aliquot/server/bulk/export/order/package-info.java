/**
 * What is ordered: parameters of a request become an {@link org.aliquot.server.bulk.export.order.ExportOrder}.
 *
 * <p>Must not know: databases, files, how a job goes on.
 */
package org.aliquot.server.bulk.export.order;
