package org.aliquot.server.generate;

/** A resource's id: a UUID of version 8 (RFC 9562 5.8), 122 bits of it from the dice. */
record Id(long high, long low) {
    static Id from(Dice dice) {
        return new Id(dice.next() & ~0xf000L | 0x8000L, dice.next() & ~(0xcL << 60) | (0x8L << 60));
    }
}
