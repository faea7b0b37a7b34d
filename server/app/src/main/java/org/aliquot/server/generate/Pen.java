package org.aliquot.server.generate;

import java.io.IOException;

/** Writes one resource after the other: what all have, in front of what each has. */
final class Pen {
    private static final byte[] ID = Json.bytes("\",\"id\":\"");
    private static final byte[] END = Json.bytes("}\n");

    private final LineSink sink;
    private final JsonLine line = new JsonLine();
    private final byte[] metaWithProfile;
    private final byte[] closeProfile;
    private final byte[] metaWithoutProfile;
    private ResourceKind kind = ResourceKind.ORGANIZATION;
    private long written;

    /** Every resource says which seed it comes from, and that it is test data (HTEST of HL7 v3 ActReason). */
    Pen(long seed, LineSink sink) {
        this.sink = sink;
        String source = "\",\"meta\":{\"source\":\"" + Urls.SOURCE + "/" + seed + "\",";
        String tag =
                "\"tag\":[" + Json.coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", "HTEST", "") + "]}";
        metaWithoutProfile = Json.bytes(source + tag);
        metaWithProfile = Json.bytes(source + "\"profile\":[\"" + Urls.PROFILES);
        closeProfile = Json.bytes("\"]," + tag);
    }

    /** Begins a resource of a profile of the guide's. */
    JsonLine begin(ResourceKind kind, Id id, String profile) {
        return begin(kind, id, metaWithProfile).add(profile).add(closeProfile);
    }

    JsonLine begin(ResourceKind kind, Id id) {
        return begin(kind, id, metaWithoutProfile);
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
