package org.aliquot.server.audit.http;

import org.aliquot.server.audit.event.Deed;
import org.aliquot.server.audit.event.Outcome;

/** A deed and how it ended: an entry, but for who did it. */
record Told(Deed deed, Outcome outcome) {}
