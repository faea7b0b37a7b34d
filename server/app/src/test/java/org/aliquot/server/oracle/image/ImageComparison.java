package org.aliquot.server.oracle.image;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Compares all rows that two databases hold, as sets with repetitions. Holds few of them in memory at a time. */
public final class ImageComparison {
    private static final int RESOURCES_AT_A_TIME = 200;
    private static final int ENOUGH = 1_000;

    private final List<Difference> differences = new ArrayList<>();

    private ImageComparison() {}

    /** A database, and how to call the resources whose ids the server chose. */
    public record Side(DataSource database, UnaryOperator<String> alias) {}

    /** The differences between resources of these names, at most about a thousand. */
    public static List<Difference> ofResources(Side left, Side right, Predicate<String> which) throws SQLException {
        ImageComparison comparison = new ImageComparison();
        try (DatabaseImage leftImage = new DatabaseImage(left.database(), left.alias());
                DatabaseImage rightImage = new DatabaseImage(right.database(), right.alias())) {
            comparison.compareResources(leftImage, rightImage, which);
        }
        return comparison.differences;
    }

    /** As {@link #ofResources} for every resource, and the tables that belong to none. */
    public static List<Difference> ofEverything(Side left, Side right) throws SQLException {
        ImageComparison comparison = new ImageComparison();
        try (DatabaseImage leftImage = new DatabaseImage(left.database(), left.alias());
                DatabaseImage rightImage = new DatabaseImage(right.database(), right.alias())) {
            comparison.compareColumns(leftImage.columnNames(), rightImage.columnNames());
            comparison.compareResources(leftImage, rightImage, name -> true);
            comparison.compareTables("the server", leftImage.otherRows(), rightImage.otherRows());
        }
        return comparison.differences;
    }

    private void compareResources(DatabaseImage left, DatabaseImage right, Predicate<String> which)
            throws SQLException {
        List<String> ofLeft = left.resources().stream().filter(which).toList();
        List<String> ofRight = right.resources().stream().filter(which).toList();
        Set<String> all = new LinkedHashSet<>(ofLeft);
        all.addAll(ofRight);
        List<String> resources = List.copyOf(all);
        for (int from = 0; from < resources.size() && differences.size() < ENOUGH; from += RESOURCES_AT_A_TIME) {
            List<String> some = resources.subList(from, Math.min(resources.size(), from + RESOURCES_AT_A_TIME));
            Map<String, Map<String, List<Row>>> leftRows = left.rowsOf(some);
            Map<String, Map<String, List<Row>>> rightRows = right.rowsOf(some);
            for (String resource : some) {
                compareTables(
                        resource,
                        leftRows.getOrDefault(resource, Map.of()),
                        rightRows.getOrDefault(resource, Map.of()));
            }
        }
    }

    /** One difference at most: after the first all that follows is shifted. */
    private void compareColumns(List<String> left, List<String> right) {
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String ofLeft = i < left.size() ? left.get(i) : null;
            String ofRight = i < right.size() ? right.get(i) : null;
            if (ofLeft == null || !ofLeft.equals(ofRight)) {
                differences.add(new Difference("information_schema", "columns", "at " + i, ofLeft, ofRight, ""));
                return;
            }
        }
    }

    private void compareTables(String owner, Map<String, List<Row>> left, Map<String, List<Row>> right) {
        Set<String> tables = new TreeSet<>(left.keySet());
        tables.addAll(right.keySet());
        for (String table : tables) {
            compareRows(table, owner, left.getOrDefault(table, List.of()), right.getOrDefault(table, List.of()));
        }
    }

    private void compareRows(String table, String owner, List<Row> left, List<Row> right) {
        List<Row> onlyLeft = new ArrayList<>(left);
        List<Row> onlyRight = new ArrayList<>();
        for (Row row : right) {
            if (!onlyLeft.remove(row)) {
                onlyRight.add(row);
            }
        }
        for (Row row : onlyLeft) {
            // The likest row of the other side is most probably what it should have been.
            Row likest = onlyRight.stream()
                    .min(Comparator.comparingInt(
                            other -> row.columnsUnlike(other).size()))
                    .filter(other -> row.columnsUnlike(other).size()
                            <= Math.max(1, row.values().size() / 2))
                    .orElse(null);
            if (likest == null) {
                differences.add(
                        new Difference(table, owner, Difference.WHOLE_ROW, row.toString(), null, row.toString()));
                continue;
            }
            onlyRight.remove(likest);
            for (String column : row.columnsUnlike(likest)) {
                differences.add(new Difference(
                        table,
                        owner,
                        column,
                        row.values().get(column),
                        likest.values().get(column),
                        row.toString()));
            }
        }
        for (Row row : onlyRight) {
            differences.add(new Difference(table, owner, Difference.WHOLE_ROW, null, row.toString(), row.toString()));
        }
    }
}
