package org.aliquot.ingest.hapi;

import ca.uhn.fhir.rest.api.Constants;
import java.util.UUID;

/**
 * Ids as requests over REST have them: what is loaded is told by one from what an instrument reported, in {@code
 * meta.source} and in REQUEST_ID.
 */
public final class RequestIds {
    private RequestIds() {}

    /** Another one; as long as HAPI's column. */
    public static String next() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, Constants.REQUEST_ID_LENGTH);
    }
}
