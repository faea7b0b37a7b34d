package org.aliquot.ingest.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.aliquot.ingest.Fault;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.PreparedLine;
import org.aliquot.ingest.SourceLine;
import org.aliquot.ingest.job.ledger.LineEntry;
import org.aliquot.ingest.job.source.Piece;
import org.aliquot.ingest.job.source.Position;
import org.aliquot.ingest.validate.LineCheck;
import org.jspecify.annotations.Nullable;

/** From what stood on a line to what can be stored. Thread-safe. */
final class Preparation {
    private final Lane lane;
    private final LineCheck check;
    private final int source;
    private final @Nullable String expectedType;
    private final int longestLine;

    /**
     * @param check of lines that the lane could store
     * @param source number of the source in its job
     * @param expectedType what every line must be; null for any
     */
    Preparation(Lane lane, LineCheck check, int source, @Nullable String expectedType, int longestLine) {
        this.lane = Objects.requireNonNull(lane, "lane");
        this.check = Objects.requireNonNull(check, "check");
        this.source = source;
        this.expectedType = expectedType;
        this.longestLine = longestLine;
    }

    List<Item> prepare(List<Piece> pieces) {
        List<Item> items = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            items.add(prepare(piece));
        }
        return items;
    }

    private Item prepare(Piece piece) {
        Position end = new Position(piece.number(), piece.end());
        if (piece instanceof Piece.Line line) {
            return prepare(line.line(), end);
        }
        return new Item.Bad(
                new LineEntry(source, piece.number(), piece.offset(), "", null),
                "is " + (piece.end() - piece.offset()) + " bytes long; a line may have " + longestLine,
                end);
    }

    private Item prepare(SourceLine line, Position end) {
        String reference = "";
        try {
            PreparedLine prepared = lane.prepare(line);
            if (expectedType != null && !expectedType.equals(prepared.resourceType())) {
                return bad(
                        line,
                        prepared.resourceType(),
                        "is a " + prepared.resourceType() + "; this source was announced as " + expectedType,
                        end);
            }
            Item.Ready ready = new Item.Ready(prepared, end);
            reference = ready.reference();
            check.check(line.json());
            return ready;
        } catch (LineRefusedException e) {
            return bad(line, reference, Fault.list(e.faults()), end);
        } catch (StackOverflowError e) {
            return bad(line, reference, "is nested too deeply to be read", end);
        } catch (RuntimeException e) {
            // A line that the code stumbles over must not stop the other ten million.
            return bad(
                    line,
                    reference,
                    "cannot be read: the server failed on it (" + e.getClass().getSimpleName() + ")",
                    end);
        }
    }

    private Item.Bad bad(SourceLine line, String reference, String reason, Position end) {
        return new Item.Bad(new LineEntry(source, line.number(), line.offset(), reference, line.json()), reason, end);
    }
}
