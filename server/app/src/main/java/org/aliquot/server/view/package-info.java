/**
 * SQL on FHIR: ViewDefinitions kept, and run over what the server holds. The engine is the module {@code views}.
 *
 * <p>Data flow one way: {@code http} takes a request, {@code store} has the definition, {@code run} makes its rows, {@code http} hands
 * them out as they come. Or {@code http} orders them as files: then a job of {@code bulk.export} makes them, in a {@code format} of these.
 *
 * <p>Must not know: how resources are stored; {@code bulk.export.run} reads them.
 */
package org.aliquot.server.view;
