package org.aliquot.server.bulk.export.run;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.aliquot.ingest.hapi.current.Chunk;

/** Chunks for whichever reader is free. */
final class ChunkQueue {
    private final Iterator<? extends Chunk> chunks;
    private boolean isEnded;

    ChunkQueue(Iterator<? extends Chunk> chunks) {
        this.chunks = chunks;
    }

    /** Nobody gets one any more. */
    synchronized void end() {
        isEnded = true;
    }

    /** Whether nobody gets one any more. */
    synchronized boolean isOver() {
        return isEnded || !chunks.hasNext();
    }

    synchronized Optional<Chunk> next() {
        return !isEnded && chunks.hasNext() ? Optional.of(chunks.next()) : Optional.empty();
    }

    /** All numbers from the least to the greatest, so many at a time. */
    static Iterator<Chunk> ranges(long least, long greatest, long width) {
        return new Iterator<>() {
            private long from = least;

            @Override
            public boolean hasNext() {
                return from <= greatest;
            }

            @Override
            public Chunk next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Chunk range = new Chunk.Range(from, from + width);
                from += width;
                return range;
            }
        };
    }
}
