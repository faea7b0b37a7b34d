/**
 * The program {@code aliquot}: the command line, and the server that {@code aliquot serve} runs.
 *
 * <pre>
 * .cli       commands            .boot      starting, and what is said about it
 * .settings  what can be set     .version   which build this is
 * .embedded  its own PostgreSQL  .fhir      HAPI at /fhir
 * .search    what HAPI's search lacks       .bulk  bulk import; .bulk.export  bulk export
 * .generate  invented data       .auth  who may see and do what
 * .audit     who did what        .ui    the Results app            .tables  tables of our own
 * .intake    reports into FHIR   .ops       operations at /ops       .web  every request
 * </pre>
 */
package org.aliquot.server;
