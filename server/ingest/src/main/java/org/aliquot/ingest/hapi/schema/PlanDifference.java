package org.aliquot.ingest.hapi.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a database and a plan; a pure function of both.
 *
 * <p>New indexes come before the ones they replace go, and foreign keys are restored last, when the indexes that help to
 * check them are there.
 */
final class PlanDifference {
    private final IndexPlan plan;
    private final Catalog catalog;
    private final Map<String, StockObject> recorded;
    private final List<Step> builds = new ArrayList<>();
    private final List<Step> drops = new ArrayList<>();
    private final List<Step> keys = new ArrayList<>();
    private final Set<String> own = new HashSet<>();

    private PlanDifference(IndexPlan plan, Catalog catalog, Map<String, StockObject> recorded) {
        this.plan = plan;
        this.catalog = catalog;
        this.recorded = recorded;
    }

    /** The steps in order; none where the plan is in force. */
    static List<Step> between(IndexPlan plan, Catalog catalog, Map<String, StockObject> recorded) {
        return new PlanDifference(plan, catalog, recorded).steps();
    }

    private List<Step> steps() {
        plan.rules().forEach(this::follow);
        for (Catalog.Index index : catalog.indexes().values()) {
            if (index.name().startsWith(OwnIndex.PREFIX) && !own.contains(index.name())) {
                drops.add(new Step.DropOwnIndex(index.name()));
            }
        }
        List<Step> steps = new ArrayList<>(builds);
        steps.addAll(drops);
        steps.addAll(keys);
        return steps;
    }

    private void follow(Rule rule) {
        switch (rule.stock().kind()) {
            case UNIQUE -> unique(rule.stock());
            case INDEX -> index(rule);
            case FOREIGN_KEY -> foreignKey(rule);
            case STATISTICS -> statistics(rule);
        }
    }

    // No plan touches it, but a load that was cut short may have left a primary key out.
    private void unique(StockObject stock) {
        if (DeferredIndexes.mayLeaveOut(stock) && !catalog.indexes().containsKey(stock.name())) {
            Step.AddPrimaryKey key = new Step.AddPrimaryKey(stock.table(), stock.name(), stock.definition());
            own.add(key.indexName());
            if (catalog.indexes().containsKey(key.indexName())) {
                builds.add(new Step.DropInvalidIndex(key.indexName()));
            }
            builds.add(key);
        }
    }

    private void index(Rule rule) {
        StockObject stock = rule.stock();
        Catalog.Index present = catalog.indexes().get(stock.name());
        if (rule.decision() instanceof Decision.Keep) {
            if (present == null || !present.valid()) {
                build(
                        present,
                        stock.table(),
                        stock.name(),
                        recorded.getOrDefault(stock.name(), stock).definition());
            }
            return;
        }
        if (rule.decision() instanceof Decision.Replace replace) {
            replace.by().forEach(this::own);
        }
        if (present != null) {
            drops.add(
                    present.valid()
                            ? new Step.DropStockIndex(new StockObject(
                                    StockObject.Kind.INDEX, present.table(), present.name(), present.definition()))
                            : new Step.DropInvalidIndex(present.name()));
        }
    }

    private void own(OwnIndex index) {
        own.add(index.name());
        Catalog.Index present = catalog.indexes().get(index.name());
        if (present == null || !present.valid() || !present.definition().equals(index.definition())) {
            build(present, index.table(), index.name(), index.definition());
        }
    }

    private void build(Catalog.@Nullable Index inTheWay, String table, String name, String definition) {
        if (inTheWay != null) {
            builds.add(inTheWay.valid() ? new Step.DropOwnIndex(name) : new Step.DropInvalidIndex(name));
        }
        builds.add(new Step.CreateIndex(table, name, definition));
    }

    // A target that is neither HAPI's nor ours is an administrator's.
    private void statistics(Rule rule) {
        StockObject stock = rule.stock();
        int stocks = Integer.parseInt(stock.definition());
        Integer present = catalog.statistics().get(stock.name());
        if (rule.decision() instanceof Decision.Sample sample) {
            if (present != null && present == stocks) {
                keys.add(new Step.SetStatistics(stock, sample.target()));
            }
        } else if (recorded.containsKey(stock.name())) {
            keys.add(new Step.SetStatistics(stock, stocks));
        }
    }

    private void foreignKey(Rule rule) {
        StockObject stock = rule.stock();
        Catalog.ForeignKey present = catalog.foreignKeys().get(stock.name());
        if (rule.decision() instanceof Decision.Keep) {
            if (present == null || !present.valid()) {
                keys.add(new Step.AddForeignKey(recorded.getOrDefault(stock.name(), stock), present != null));
            }
        } else if (present != null) {
            keys.add(new Step.DropForeignKey(new StockObject(
                    StockObject.Kind.FOREIGN_KEY, present.table(), present.name(), present.definition())));
        }
    }
}
