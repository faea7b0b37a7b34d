package org.aliquot.server.bulk.export.http;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import org.aliquot.server.bulk.export.place.PlaceException;

/** Where files are kept does not answer now: they may well be there. */
final class PlaceAway extends BaseServerResponseException {
    private static final long serialVersionUID = 1L;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final String TRY_AGAIN = "30";

    PlaceAway(PlaceException cause) {
        super(
                SERVICE_UNAVAILABLE,
                "the export is done, and its files cannot be had at the moment: " + cause.getMessage() + "; try again",
                cause);
        addResponseHeader("Retry-After", TRY_AGAIN);
    }
}
