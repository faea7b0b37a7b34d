package org.aliquot.ingest.hapi.schema;

import java.util.List;

/** Foreign keys that cannot be restored, because rows break them. Everything else of the plan is in force. */
public class ForeignKeysBrokenException extends Exception {
    private static final long serialVersionUID = 1L;

    ForeignKeysBrokenException(List<String> broken) {
        super(String.join("; ", broken) + "; \"aliquot check\" names the resources");
    }
}
