package org.aliquot.ingest.hapi;

import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.TransactionStep;
import org.aliquot.ingest.database.DatabaseTrouble;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores a batch of which HAPI refuses something, without what it refuses.
 *
 * <p>All that can be stored is stored in one transaction, with the step: a crash leaves all of it or nothing. So each
 * line that fails costs a rollback and another try with the others, which is slow where many fail; a transaction for each
 * line would be faster, and would store some lines twice after a crash.
 */
final class RetryWithoutRefused {
    /** How often a line may collide with another client's writes. */
    private static final int CONFLICTS = 3;

    // Messages 1094 and 1096 of HAPI's DaoResourceLinkResolver.
    private static final Pattern NO_TARGET = Pattern.compile("Resource ([A-Za-z]+/[A-Za-z0-9\\-.]{1,64})"
            + "(?: is deleted| not found| previously cached in transaction as not-found), specified in path");

    private final List<ParsedLine> lines;
    private final DaoWriter writer;
    private final TransactionTemplate transactions;
    private final @Nullable Outcome[] outcomes;
    private final int[] conflicts;

    RetryWithoutRefused(List<ParsedLine> lines, DaoWriter writer, TransactionTemplate transactions) {
        this.lines = List.copyOf(lines);
        this.writer = Objects.requireNonNull(writer, "writer");
        this.transactions = Objects.requireNonNull(transactions, "transactions");
        this.outcomes = new Outcome[lines.size()];
        this.conflicts = new int[lines.size()];
    }

    List<Outcome> store(TransactionStep step) {
        while (true) {
            try {
                return Objects.requireNonNull(transactions.execute(status -> attempt(step)));
            } catch (GroupFailedException e) {
                // Rolled back. Whoever failed is out now, so this ends.
                settle(e.group, e.getCause());
            }
        }
    }

    private List<Outcome> attempt(TransactionStep step) {
        Outcome[] now = outcomes.clone();
        for (List<Integer> group : groups()) {
            try {
                if (isCircle(group)) {
                    List<Outcome> done =
                            writer.together(group.stream().map(lines::get).toList());
                    for (int i = 0; i < group.size(); i++) {
                        now[group.get(i)] = done.get(i);
                    }
                } else {
                    for (int i : group) {
                        storeOne(i, now);
                    }
                }
            } catch (GroupFailedException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new GroupFailedException(group, e);
            }
        }
        List<Outcome> all = List.of(now);
        writer.step(step, all);
        return all;
    }

    private void storeOne(int i, Outcome[] now) {
        try {
            ParsedLine line = lines.get(i);
            now[i] = needsBundle(line) ? writer.together(List.of(line)).get(0) : writer.one(line);
        } catch (RuntimeException e) {
            throw new GroupFailedException(List.of(i), e);
        }
    }

    /**
     * HAPI takes what refers to itself in a bundle only: alone, a resource is not there yet when its references are looked up. And alone, one
     * that is brought back is written twice where it refers to something, so that its history lacks a version.
     */
    private boolean needsBundle(ParsedLine line) {
        if (line.resourceId() == null) {
            return false;
        }
        Set<String> targets = writer.targets(line);
        return targets.contains(line.reference())
                || !targets.isEmpty() && writer.stored(Set.of(line.reference())).isEmpty();
    }

    /** What is still to be stored, each after what it needs; the lines of one id are one group, and in order. */
    private List<List<Integer>> groups() {
        Map<String, Integer> nodeOf = new HashMap<>();
        List<List<Integer>> nodes = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (outcomes[i] == null) {
                ParsedLine line = lines.get(i);
                Integer node = line.resourceId() == null ? null : nodeOf.get(line.reference());
                if (node == null) {
                    nodeOf.put(line.reference(), nodes.size());
                    nodes.add(new ArrayList<>(List.of(i)));
                } else {
                    nodes.get(node).add(i);
                }
            }
        }
        List<int[]> needs = needs(nodes, nodeOf);
        return StorageOrder.of(needs).stream()
                .map(group -> group.stream()
                        .flatMap(node -> nodes.get(node).stream())
                        .sorted()
                        .toList())
                .toList();
    }

    private List<int[]> needs(List<List<Integer>> nodes, Map<String, Integer> nodeOf) {
        Map<Integer, Set<String>> targets = new LinkedHashMap<>();
        Set<String> all = new HashSet<>();
        for (int node = 0; node < nodes.size(); node++) {
            Set<String> ofNode = new LinkedHashSet<>();
            nodes.get(node).forEach(i -> ofNode.addAll(writer.targets(lines.get(i))));
            ofNode.retainAll(nodeOf.keySet());
            targets.put(node, ofNode);
            all.addAll(ofNode);
        }
        // What is there already need not come first: fewer circles.
        Set<String> stored = writer.stored(all);
        List<int[]> needs = new ArrayList<>(nodes.size());
        for (int node = 0; node < nodes.size(); node++) {
            int self = node;
            needs.add(targets.get(node).stream()
                    .filter(target -> !stored.contains(target))
                    .mapToInt(nodeOf::get)
                    .filter(needed -> needed != self)
                    .toArray());
        }
        return needs;
    }

    private boolean isCircle(List<Integer> group) {
        return group.stream().map(i -> lines.get(i).reference()).distinct().count() > 1;
    }

    private void settle(List<Integer> group, Throwable failure) {
        if (DatabaseTrouble.isCauseOf(failure)) {
            throw (RuntimeException) failure;
        }
        if (failure instanceof ResourceVersionConflictException
                && !DatabaseTrouble.isDataException(failure)
                && ++conflicts[group.get(0)] <= CONFLICTS) {
            // Mostly a REST client wrote the same resource at the same moment.
            return;
        }
        Matcher missing = NO_TARGET.matcher(Objects.toString(failure.getMessage(), ""));
        if (missing.find()) {
            unresolved(group, missing.group(1));
        } else {
            for (int i : group) {
                outcomes[i] = new Outcome.Refused(lines.get(i).reference(), Refusals.reason(failure, group.size()));
            }
        }
    }

    private void unresolved(List<Integer> group, String target) {
        List<Integer> pointing = group.size() == 1
                ? group
                : group.stream()
                        .filter(i -> writer.targets(lines.get(i)).contains(target))
                        .toList();
        for (int i : pointing.isEmpty() ? group : pointing) {
            List<String> missing = missing(lines.get(i), target);
            for (int later = i; later < lines.size(); later++) {
                // What comes after it is newer, and must not be overwritten by it when its turn comes.
                if (outcomes[later] == null && isSame(lines.get(i), lines.get(later), later == i)) {
                    outcomes[later] = new Outcome.Unresolved(lines.get(later).reference(), missing);
                }
            }
        }
    }

    private static boolean isSame(ParsedLine line, ParsedLine other, boolean isItself) {
        return isItself || other.resourceId() != null && other.reference().equals(line.reference());
    }

    /** HAPI names the first target that it misses; the others are looked up. */
    private List<String> missing(ParsedLine line, String target) {
        Set<String> targets = writer.targets(line);
        Set<String> inBatch = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (outcomes[i] == null) {
                inBatch.add(lines.get(i).reference());
            }
        }
        targets.removeAll(inBatch);
        Set<String> asked = Set.copyOf(targets);
        targets.removeAll(Objects.requireNonNull(transactions.execute(status -> writer.stored(asked))));
        Set<String> missing = new LinkedHashSet<>(Set.of(target));
        missing.addAll(targets);
        return List.copyOf(missing);
    }

    /** Not an outcome: the way out of a transaction that is lost. */
    private static final class GroupFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Integer> group;

        GroupFailedException(List<Integer> group, RuntimeException cause) {
            super(cause);
            this.group = group;
        }
    }
}
