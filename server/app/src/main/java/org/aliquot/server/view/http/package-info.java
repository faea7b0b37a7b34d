/**
 * {@code [base]/ViewDefinition}, and its operations: {@code $viewdefinition-run}, or {@code $run}, and {@code $viewdefinition-export}, whose work jobs of
 * {@code bulk.export} do. R4 has no such resource: HAPI is not asked.
 */
package org.aliquot.server.view.http;
