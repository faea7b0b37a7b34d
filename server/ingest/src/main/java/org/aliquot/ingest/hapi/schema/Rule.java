package org.aliquot.ingest.hapi.schema;

/**
 * One decision of a plan.
 *
 * @param reason the query that needs it, or the evidence that none does
 */
public record Rule(StockObject stock, Decision decision, String reason) {
    Rule kept() {
        return new Rule(stock, new Decision.Keep(), "HAPI's own");
    }
}
