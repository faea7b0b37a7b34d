package org.aliquot.ingest.rows.path;

import java.math.BigDecimal;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.jspecify.annotations.Nullable;

/** Quantities: {@code createQuantityUnnormalizedExtractor}, and the normalized one where units are. */
final class QuantityRows implements ValueRows {
    private static final String CURRENCIES = "urn:iso:std:iso:4217";
    // BaseResourceIndexedSearchParamQuantity.MAX_LENGTH
    private static final int CHARACTERS = 200;

    private final String param;
    private final RowSettings.@Nullable CanonicalUnits units;

    QuantityRows(SearchParam param, RowSettings settings) {
        this.param = param.code();
        this.units = settings.canonicalUnits();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        if (!(value instanceof Element element)) {
            return;
        }
        switch (field.valueType()) {
            case QUANTITY -> addQuantity(element, rows);
            case MONEY -> addMoney(element, rows);
            case RANGE -> {
                addQuantity(element.element(Part.LOW), rows);
                addQuantity(element.element(Part.HIGH), rows);
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
        String system = quantity.text(Part.SYSTEM);
        String code = quantity.text(Part.CODE);
        add(Double.parseDouble(value), system, code, rows);
        if (units != null) {
            RowSettings.Amount amount = units.canonical(system, new BigDecimal(value), code);
            if (amount != null) {
                rows.add(new IndexRow.CanonicalQuantity(param, amount.value(), system, amount.unit()));
            }
        }
    }

    private void addMoney(Element money, Rows rows) throws NotUnderstoodException {
        String value = money.text(Part.VALUE);
        if (value == null) {
            return;
        }
        String currency = money.text(Part.CURRENCY);
        double amount = Double.parseDouble(value);
        add(amount, CURRENCIES, currency, rows);
        if (units != null) {
            rows.add(new IndexRow.CanonicalQuantity(param, amount, CURRENCIES, currency));
        }
    }

    private void add(double value, @Nullable String system, @Nullable String unit, Rows rows)
            throws NotUnderstoodException {
        if (isLong(system) || isLong(unit)) {
            throw NotUnderstoodException.because(Reason.TOO_LONG);
        }
        rows.add(new IndexRow.Quantity(param, BigDecimal.valueOf(value), system, unit));
    }

    private static boolean isLong(@Nullable String text) {
        return text != null && text.length() > CHARACTERS;
    }
}
