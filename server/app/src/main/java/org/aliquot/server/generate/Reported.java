package org.aliquot.server.generate;

import java.util.List;

/**
 * What the laboratory reports on one order.
 *
 * @param results in an order in which members come before what holds them
 */
record Reported(Status status, List<Result> results) {
    List<Id> ids() {
        return results.stream().map(Result::id).toList();
    }
}
