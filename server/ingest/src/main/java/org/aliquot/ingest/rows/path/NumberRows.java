package org.aliquot.ingest.rows.path;

import java.math.BigDecimal;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.jspecify.annotations.Nullable;

/** Numbers: {@code createNumberExtractor}. */
final class NumberRows implements ValueRows {
    // UcumServiceUtil.UCUM_CODESYSTEM_URL
    private static final String UCUM = "http://unitsofmeasure.org";

    private final String param;

    NumberRows(SearchParam param) {
        this.param = param.code();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        switch (field.valueType()) {
            case INTEGER, DECIMAL -> rows.add(new IndexRow.Number(param, new BigDecimal((String) value)));
            case QUANTITY, DURATION -> addQuantity((Element) value, rows);
            case RANGE -> {
                addQuantity(((Element) value).element(Part.LOW), rows);
                addQuantity(((Element) value).element(Part.HIGH), rows);
            }
            default -> {
                // HAPI warns and goes on.
            }
        }
    }

    private void addQuantity(@Nullable Element quantity, Rows rows) throws NotUnderstoodException {
        String value = quantity == null ? null : quantity.text(Part.VALUE);
        if (quantity == null || value == null) {
            return;
        }
        // HAPI turns units of time into days.
        if (UCUM.equals(quantity.text(Part.SYSTEM)) && quantity.text(Part.CODE) != null) {
            throw NotUnderstoodException.because(Reason.NEEDS_UNITS);
        }
        rows.add(new IndexRow.Number(param, new BigDecimal(value)));
    }
}
