package org.aliquot.ingest.hapi.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanDifferenceTest {
    /** A database as HAPI's migration leaves it. */
    private static Catalog stock() {
        Map<String, Catalog.Index> indexes = new LinkedHashMap<>();
        Map<String, Catalog.ForeignKey> keys = new LinkedHashMap<>();
        Map<String, Integer> statistics = new HashMap<>();
        for (Rule rule : IndexPlan.STOCK.rules()) {
            StockObject made = rule.stock();
            switch (made.kind()) {
                case UNIQUE, INDEX ->
                    indexes.put(made.name(), index(made.table(), made.name(), made.definition(), true));
                case FOREIGN_KEY ->
                    keys.put(made.name(), new Catalog.ForeignKey(made.table(), made.name(), made.definition(), true));
                case STATISTICS -> statistics.put(made.name(), Integer.valueOf(made.definition()));
            }
        }
        return new Catalog(indexes, keys, statistics);
    }

    private static Catalog.Index index(String table, String name, String definition, boolean valid) {
        return new Catalog.Index(table, name, definition, false, valid, 0, 0);
    }

    private static List<String> steps(IndexPlan plan, Catalog catalog) {
        return PlanDifference.between(plan, catalog, Map.of()).stream()
                .map(Step::describe)
                .toList();
    }

    @Test
    void nothingIsMissingWhereThePlanIsInForce() {
        assertThat(steps(IndexPlan.STOCK, stock())).isEmpty();
    }

    @Test
    void newIndexIsThereBeforeTheOldOneGoes() {
        assertThat(steps(IndexPlan.LAB, stock()))
                .containsSubsequence(
                        "build index aliquot_sp_token_sv on hfj_spidx_token",
                        "drop index idx_sp_token_hash_sv_v2 of hfj_spidx_token")
                .doesNotContain("drop index idx_resver_id_ver of hfj_res_ver");
    }

    @Test
    void primaryKeyThatALoadLeftOutComesBackOnEitherPlan() {
        Catalog catalog = stock();
        catalog.indexes().remove("hfj_res_link_pkey");
        catalog.indexes()
                .put(
                        "aliquot_hfj_res_link_pkey",
                        index("hfj_res_link", "aliquot_hfj_res_link_pkey", "btree (pid)", false));

        assertThat(steps(IndexPlan.STOCK, catalog))
                .containsExactly(
                        "drop what is left of a build of index aliquot_hfj_res_link_pkey",
                        "build primary key hfj_res_link_pkey of hfj_res_link");
    }

    @Test
    void sampleThatAnAdministratorChoseStays() {
        Catalog catalog = stock();
        catalog.statistics().put("hfj_spidx_token.hash_sys", 5_000);

        assertThat(steps(IndexPlan.LAB, catalog))
                .contains("set the statistics target of hfj_spidx_token.hash_value to 1000")
                .noneMatch(step -> step.contains("hfj_spidx_token.hash_sys "));
    }

    @Test
    void sampleIsHapisAgainOnTheWayBack() {
        Catalog catalog = stock();
        catalog.statistics().put("hfj_res_link.src_path", 1_000);
        StockObject recorded =
                new StockObject(StockObject.Kind.STATISTICS, "hfj_res_link", "hfj_res_link.src_path", "10000");

        assertThat(PlanDifference.between(IndexPlan.STOCK, catalog, Map.of(recorded.name(), recorded)))
                .extracting(Step::describe)
                .containsExactly("set the statistics target of hfj_res_link.src_path to 10000");
    }

    @Test
    void buildThatWasCutShortIsClearedAwayFirst() {
        Catalog catalog = stock();
        catalog.indexes()
                .put("aliquot_restag_tag", index("hfj_res_tag", "aliquot_restag_tag", "btree (tag_id)", false));

        assertThat(steps(IndexPlan.LAB, catalog))
                .containsSubsequence(
                        "drop what is left of a build of index aliquot_restag_tag",
                        "build index aliquot_restag_tag on hfj_res_tag");
    }

    @Test
    void indexThatNoPlanSpeaksOfIsLeftAloneUnlessItIsOurs() {
        Catalog catalog = stock();
        catalog.indexes().put("lab_manager_1", index("hfj_res_tag", "lab_manager_1", "btree (pid)", true));
        catalog.indexes().put("aliquot_old", index("hfj_res_tag", "aliquot_old", "btree (pid)", true));

        assertThat(steps(IndexPlan.STOCK, catalog)).containsExactly("drop index aliquot_old");
    }

    @Test
    void whatWasRecordedIsRestoredRatherThanWhatHapiMakes() {
        Catalog catalog = stock();
        catalog.indexes().remove("idx_rl_src");
        StockObject recorded = new StockObject(
                StockObject.Kind.INDEX, "hfj_res_link", "idx_rl_src", "btree (src_resource_id) WITH (fillfactor='70')");

        assertThat(PlanDifference.between(IndexPlan.STOCK, catalog, Map.of("idx_rl_src", recorded)))
                .containsExactly(new Step.CreateIndex("hfj_res_link", "idx_rl_src", recorded.definition()));
    }

    @Test
    void keyThatIsNotCheckedYetIsChecked() {
        Catalog catalog = stock();
        Catalog.ForeignKey key = catalog.foreignKeys().get("fk_restag_resource");
        catalog.foreignKeys().put(key.name(), new Catalog.ForeignKey(key.table(), key.name(), key.definition(), false));

        assertThat(steps(IndexPlan.STOCK, catalog))
                .containsExactly("check foreign key fk_restag_resource of hfj_res_tag");
    }

    @Test
    void whatEnforcesUniquenessIsInNoPlansReach() {
        assertThatThrownBy(() ->
                        PlanFile.ruleOf("unique\thfj_res_ver\tidx_resver_id_ver\tbtree (res_id, res_ver)\tdrop\t\twhy"))
                .hasMessage("idx_resver_id_ver: what enforces uniqueness is kept");
    }

    @Test
    void badLineOfThePlanIsExplained() {
        assertThatThrownBy(() -> PlanFile.ruleOf("index\thfj_res_ver\tx\tbtree (pid)\tmaybe\t\twhy"))
                .hasMessage("x: \"maybe\"; expected keep, drop or replace");
        assertThatThrownBy(() -> PlanFile.ruleOf("index\thfj_res_ver")).hasMessageContaining("2 columns; expected 7");
    }
}
