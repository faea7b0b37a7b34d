package org.aliquot.server.generate;

import java.io.IOException;

/** Writes one resource after the other: what all have, in front of what each has. */
final class Pen {
    private static final byte[] ID = Json.bytes("\",\"id\":\"");
    private static final byte[] END = Json.bytes("}\n");

    private final LineSink sink;
    private final JsonLine line = new JsonLine();
    private final byte[] metaOfPeople;
    private final byte[] metaOfOthers;
    private final byte[] metaOfProfile;
    private final boolean claims;
    private ResourceKind kind = ResourceKind.ORGANIZATION;
    private long written;

    /**
     * Every resource says by its source which seed it comes from. Those that could be taken for real people say besides
     * that they are test data (HTEST of HL7 v3 ActReason); everything else hangs on them.
     */
    Pen(long seed, Claims claims, LineSink sink) {
        this.sink = sink;
        this.claims = claims == Claims.PROFILES;
        String source = "\",\"meta\":{\"source\":\"" + Urls.SOURCE + "/" + seed + "\"";
        metaOfPeople = Json.bytes(source + ",\"tag\":["
                + Json.coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "") + "]}");
        metaOfOthers = Json.bytes(source + "}");
        metaOfProfile = Json.bytes(source + ",\"profile\":[\"" + Urls.PROFILES);
    }

    /** Begins a resource of a profile of the guide's. */
    JsonLine begin(ResourceKind kind, Id id, String profile) {
        return claims ? begin(kind, id, metaOfProfile).add(profile).add("\"]}") : begin(kind, id, metaOfOthers);
    }

    /** Begins a resource of no profile. */
    JsonLine begin(ResourceKind kind, Id id) {
        return begin(kind, id, metaOfOthers);
    }

    /** Begins a patient or a practitioner. */
    JsonLine beginPerson(ResourceKind kind, Id id) {
        return begin(kind, id, metaOfPeople);
    }

    private JsonLine begin(ResourceKind begun, Id id, byte[] meta) {
        kind = begun;
        return line.clear()
                .add("{\"resourceType\":\"")
                .add(begun.type())
                .add(ID)
                .add(id)
                .add(meta);
    }

    /** Closes the resource begun last and passes it on. */
    void end() throws IOException {
        line.add(END).to(kind, sink);
        written++;
    }

    long written() {
        return written;
    }
}
