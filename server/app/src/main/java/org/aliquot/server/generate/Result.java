package org.aliquot.server.generate;

import java.util.List;
import java.util.Optional;

/**
 * One Observation to be.
 *
 * @param key tells it from the other results of its order
 * @param label {@code ,"code":{…}}
 * @param note JSON string; empty: none
 * @param range {@code ,"referenceRange":[…]}, or nothing
 * @param members results that this one holds together
 * @param derivedFrom the isolate that a drug was tried on
 */
record Result(
        Id id,
        String key,
        byte[] label,
        Finding finding,
        Optional<Flag> flag,
        Status status,
        String note,
        byte[] range,
        List<Id> members,
        Optional<Id> derivedFrom) {
    private static final byte[] NO_RANGE = {};

    /** A result without a reference range. */
    static Result of(Id id, String key, byte[] label, Finding finding, Status status) {
        return new Result(id, key, label, finding, Optional.empty(), status, "", NO_RANGE, List.of(), Optional.empty());
    }

    Result with(Flag raised) {
        return new Result(id, key, label, finding, Optional.of(raised), status, note, range, members, derivedFrom);
    }

    Result holding(List<Id> held) {
        return new Result(id, key, label, finding, flag, status, note, range, List.copyOf(held), derivedFrom);
    }

    Result from(Id isolate) {
        return new Result(id, key, label, finding, flag, status, note, range, members, Optional.of(isolate));
    }
}
