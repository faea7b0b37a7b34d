/**
 * The program {@code aliquot}: the command line, and the server that {@code aliquot serve} runs.
 *
 * <pre>
 * .cli       commands            .settings  what can be set
 * .embedded  its own PostgreSQL  .fhir      HAPI at /fhir
 * .search    what HAPI's search lacks       .bulk  bulk export
 * .intake    reports into FHIR   .ops       operations at /ops       .web  every request
 * </pre>
 */
package org.aliquot.server;
