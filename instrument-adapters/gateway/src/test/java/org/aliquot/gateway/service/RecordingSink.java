package org.aliquot.gateway.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.aliquot.gateway.Receipt;
import org.aliquot.gateway.ReportSink;
import org.aliquot.lab.LabReport;
import org.aliquot.lab.MessageId;
import org.aliquot.lab.Transcript;

/** A sink that keeps its promises in memory: stores each message once, and can be told to behave badly. */
final class RecordingSink implements ReportSink {
    /** One hand-over that was stored. */
    record Taken(Transcript raw, LabReport report, Delivery delivery) {}

    private final List<Taken> taken = new ArrayList<>();
    private final Set<MessageId> known = new HashSet<>();
    private BiFunction<LabReport, Delivery, Receipt> behaviour = (report, delivery) -> null;

    @Override
    public synchronized Receipt accept(Transcript raw, LabReport report, Delivery delivery) {
        Receipt special = behaviour.apply(report, delivery);
        if (special != null && !(special instanceof Receipt.Stored)) {
            return special;
        }
        if (!known.add(report.id()) && delivery == Delivery.FIRST) {
            return new Receipt.Duplicate();
        }
        taken.add(new Taken(raw, report, delivery));
        notifyAll();
        return special != null ? special : new Receipt.Stored(1, List.of());
    }

    /** What to do instead of storing; null to store. May throw. */
    synchronized void behave(BiFunction<LabReport, Delivery, Receipt> other) {
        behaviour = other;
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** The specimen ids taken, in order. */
    synchronized List<String> specimens() {
        return taken.stream()
                .flatMap(t -> t.report().specimens().stream())
                .map(s -> s.specimen().accession().orElse("none"))
                .toList();
    }

    synchronized void await(int count) throws InterruptedException {
        long until = System.nanoTime() + 15_000_000_000L;
        while (taken.size() < count) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("sink has " + taken.size() + " messages, expected " + count);
            }
            wait(left);
        }
    }
}
