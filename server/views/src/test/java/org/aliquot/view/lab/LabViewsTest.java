package org.aliquot.view.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.aliquot.view.View;
import org.aliquot.view.ViewColumn;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabViewsTest {
    static List<String> views() {
        return LabViews.VIEWS;
    }

    @ParameterizedTest
    @MethodSource("views")
    void everyViewIsCalledLikeItsFileAndNamesOnlyElementsThatR4Has(String name) {
        View view = LabViews.view(name);
        assertThat(view.name()).isEqualTo(name);
        assertThat(view.warnings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("views")
    void everyColumnDeclaresItsTypeAsSharedViewsMust(String name) {
        assertThat(LabViews.view(name).columns())
                .extracting(ViewColumn::fhirType)
                .doesNotContain("");
    }

    @ParameterizedTest
    @MethodSource("views")
    void noColumnHoldsAPersonsNameOrAddress(String name) {
        Set<String> columns = new TreeSet<>();
        LabViews.view(name).columns().forEach(column -> columns.add(column.name()));
        assertThat(columns).doesNotContain("family", "given", "phone", "address", "line", "patient_name");
    }
}
