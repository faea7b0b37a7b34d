/**
 * What a line has to be before it is stored: FHIR's structure always, profiles where a job asks for them.
 *
 * <p>Arrives: one resource as JSON. Leaves: nothing where it is right, else {@link org.aliquot.ingest.Fault}s, which say where
 * and what, and quote no value.
 *
 * <p>Must not know: storage, jobs, laboratories.
 */
@NullMarked
package org.aliquot.ingest.validate;

import org.jspecify.annotations.NullMarked;
