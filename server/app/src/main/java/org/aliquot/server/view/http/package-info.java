/** {@code [base]/ViewDefinition} and its operation {@code $run}. R4 has no such resource: HAPI is not asked. */
package org.aliquot.server.view.http;
