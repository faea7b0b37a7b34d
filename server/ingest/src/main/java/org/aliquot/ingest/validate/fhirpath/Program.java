package org.aliquot.ingest.validate.fhirpath;

import java.util.List;

/** A part of an expression; items are {@link Node}s, strings, BigDecimals and Booleans. No list of them is ever changed. */
@FunctionalInterface
interface Program {
    List<Object> run(Scope scope, List<Object> focus);
}
