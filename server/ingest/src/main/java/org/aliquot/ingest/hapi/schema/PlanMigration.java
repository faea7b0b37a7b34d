package org.aliquot.ingest.hapi.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Brings a database to an index plan, while it is in use: indexes are built and dropped CONCURRENTLY.
 *
 * <p>Compares the database with the plan and does what is missing, so it may be stopped at any point and run again; what
 * a killed build leaves behind is found and built anew. Where nothing is missing it costs a few queries on the catalogue.
 */
public final class PlanMigration {
    private final Connection connection;
    private final Consumer<String> progress;

    /**
     * @param connection of the schema's owner, in autocommit mode; its own for as long as this runs
     * @param progress told about each step before it is taken
     */
    public PlanMigration(Connection connection, Consumer<String> progress) {
        this.connection = connection;
        this.progress = progress;
    }

    /** How many steps lie between the database and a plan; 0 where it is in force. */
    public int stepsTo(IndexPlan plan) throws SQLException {
        return missing(plan).size();
    }

    /** The indexes on the tables of the plan, largest first. */
    public List<IndexState> indexes() throws SQLException {
        Map<String, String> reasons = new HashMap<>();
        for (Rule rule : IndexPlan.LAB.rules()) {
            if (rule.decision() instanceof Decision.Replace replace) {
                replace.by().forEach(own -> reasons.put(own.name(), rule.reason()));
                reasons.put(rule.stock().name(), "lab replaces it: " + rule.reason());
            } else {
                boolean drops = rule.decision() instanceof Decision.Drop;
                reasons.put(rule.stock().name(), (drops ? "lab drops it: " : "") + rule.reason());
            }
        }
        return Catalog.read(connection, PlanTables.names()).indexes().values().stream()
                .map(index -> new IndexState(
                        index.table(),
                        index.name(),
                        index.bytes(),
                        index.scans(),
                        index.valid(),
                        reasons.getOrDefault(index.name(), "in no plan; left alone")))
                .sorted(Comparator.comparingLong(IndexState::bytes).reversed())
                .toList();
    }

    /**
     * Returns once the plan is in force. One program at a time: another waits.
     *
     * @return how many steps it took; 0 where the plan was in force already
     * @throws ForeignKeysBrokenException naming rows that break a foreign key of the plan; the rest is in force
     */
    public int apply(IndexPlan plan) throws SQLException, ForeignKeysBrokenException {
        try (SchemaLock lock = SchemaLock.take(connection)) {
            if (isLoading()) {
                progress.accept("a load is under way that builds the indexes at its end; nothing is changed");
                return 0;
            }
            List<Step> steps = missing(plan);
            List<String> broken = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                progress.accept(
                        (i + 1) + " of " + steps.size() + ": " + steps.get(i).describe());
                take(steps.get(i), broken);
            }
            DeferredIndexes.forget(connection);
            if (!broken.isEmpty()) {
                throw new ForeignKeysBrokenException(broken);
            }
            if (plan == IndexPlan.STOCK) {
                new StockRecord(connection).clear();
            }
            return steps.size();
        }
    }

    /** Whether a load is under way whose indexes come at its end: {@link #apply} changes nothing then. */
    public boolean isLoading() throws SQLException {
        return DeferredIndexes.isLoading(connection);
    }

    List<Step> missing(IndexPlan plan) throws SQLException {
        if (!Tables.exists(connection, "hfj_resource")) {
            throw new SQLException("this database has no FHIR tables yet: start the server on it once");
        }
        Catalog catalog = Catalog.read(connection, PlanTables.names());
        return PlanDifference.between(plan, catalog, new StockRecord(connection).read());
    }

    private void take(Step step, List<String> broken) throws SQLException {
        if (step instanceof Step.CreateIndex create) {
            execute(create.sql(true));
        } else if (step instanceof Step.AddPrimaryKey add) {
            execute(add.index(true));
            briefly(add.key());
        } else if (step instanceof Step.DropOwnIndex drop) {
            execute("drop index concurrently if exists " + drop.name());
        } else if (step instanceof Step.DropInvalidIndex drop) {
            execute("drop index concurrently if exists " + drop.name());
        } else if (step instanceof Step.DropStockIndex drop) {
            new StockRecord(connection).add(drop.index());
            execute("drop index concurrently if exists " + drop.index().name());
        } else if (step instanceof Step.SetStatistics set) {
            new StockRecord(connection).add(set.stock());
            briefly(set.sql());
        } else if (step instanceof Step.DropForeignKey drop) {
            new StockRecord(connection).add(drop.key());
            briefly("alter table " + drop.key().table() + " drop constraint "
                    + drop.key().name());
        } else if (step instanceof Step.AddForeignKey add) {
            addForeignKey(add, broken);
        }
    }

    private void addForeignKey(Step.AddForeignKey add, List<String> broken) throws SQLException {
        StockObject key = add.key();
        List<String> rows = BrokenReferences.of(connection, key);
        if (!rows.isEmpty()) {
            broken.add("foreign key " + key.name() + " cannot be restored: " + String.join(", ", rows));
            return;
        }
        if (!add.alreadyThere()) {
            // First for new rows, which is quick; then the check of the old ones, which locks nobody out.
            briefly("alter table " + key.table() + " add constraint " + key.name() + " " + key.definition()
                    + " not valid");
        }
        execute("alter table " + key.table() + " validate constraint " + key.name());
    }

    private void execute(String sql) throws SQLException {
        Statements.execute(connection, sql);
    }

    private void briefly(String sql) throws SQLException {
        Statements.briefly(connection, sql);
    }
}
