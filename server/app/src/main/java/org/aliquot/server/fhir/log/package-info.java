/** What of a failure may stand in the log: no message of an exception, because messages quote patients' data. */
package org.aliquot.server.fhir.log;
