package org.aliquot.gateway.simulator;

import java.util.List;
import java.util.Objects;

/**
 * What the other side made of what was sent.
 *
 * @param messages in the order sent
 * @param notes about the file: what in it is damaged or was left out
 */
public record SendResult(List<Sent> messages, List<String> notes) {

    /** How one message fared. */
    public enum Outcome {
        ACKNOWLEDGED,
        REFUSED,
        /** No answer in time, or the connection was lost: the other side may have it or not. */
        UNANSWERED
    }

    /**
     * One message.
     *
     * @param number counted from 1
     * @param answer what came back: {@code ACK}, {@code AA}, {@code AE}, or why nothing did
     * @param text what the answer said beside its code; empty when nothing
     */
    public record Sent(int number, Outcome outcome, String answer, String text) {
        public Sent {
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(answer, "answer");
            Objects.requireNonNull(text, "text");
        }
    }

    public SendResult {
        messages = List.copyOf(messages);
        notes = List.copyOf(notes);
    }

    public int sent() {
        return messages.size();
    }

    public int acknowledged() {
        return count(Outcome.ACKNOWLEDGED);
    }

    public int refused() {
        return count(Outcome.REFUSED);
    }

    public int unanswered() {
        return count(Outcome.UNANSWERED);
    }

    /** True when something was sent and all of it was acknowledged. */
    public boolean allAcknowledged() {
        return sent() > 0 && acknowledged() == sent();
    }

    private int count(Outcome wanted) {
        return (int) messages.stream().filter(m -> m.outcome() == wanted).count();
    }
}
