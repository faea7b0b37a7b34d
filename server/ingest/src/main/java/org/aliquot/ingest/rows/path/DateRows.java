package org.aliquot.ingest.rows.path;

import java.util.List;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Chosen;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.FhirDate;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.ValueType;
import org.jspecify.annotations.Nullable;

/** Dates and periods: {@code DateExtractor}. */
final class DateRows implements ValueRows {
    private final String param;
    private final RowSettings settings;

    DateRows(SearchParam param, RowSettings settings) {
        this.param = param.code();
        this.settings = settings;
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) {
        switch (field.valueType()) {
            case DATE, DATE_TIME, INSTANT -> {
                FhirDate date = dateOf((String) value);
                add(DateBounds.low(date), DateBounds.high(date), rows);
            }
            case PERIOD -> addPeriod((Element) value, rows);
            case TIMING -> addTiming((Element) value, rows);
            default -> {
                // HAPI warns and goes on.
            }
        }
    }

    private void addPeriod(Element period, Rows rows) {
        String start = period.text(Part.START);
        String end = period.text(Part.END);
        if (start != null || end != null) {
            add(
                    start == null ? settings.startOfTime() : DateBounds.low(dateOf(start)),
                    end == null ? settings.endOfTime() : DateBounds.high(dateOf(end)),
                    rows);
        }
    }

    // From the earliest of its dates to the latest; of two at one instant HAPI keeps the first, and with it its
    // precision.
    private void addTiming(Element timing, Rows rows) {
        Extremes extremes = new Extremes();
        for (Object event : timing.list(Part.EVENT)) {
            extremes.take(dateOf((String) event));
        }
        Element repeat = timing.element(Part.REPEAT);
        if (repeat != null
                && repeat.get(Part.BOUNDS) instanceof Chosen bounds
                && bounds.field().valueType() == ValueType.PERIOD) {
            Element period = (Element) bounds.value();
            for (Part part : List.of(Part.START, Part.END)) {
                String bound = period.text(part);
                if (bound != null) {
                    extremes.take(dateOf(bound));
                }
            }
        }
        if (extremes.first != null && extremes.last != null) {
            add(DateBounds.low(extremes.first), DateBounds.high(extremes.last), rows);
        }
    }

    private void add(RowSettings.Bound low, RowSettings.Bound high, Rows rows) {
        rows.add(new IndexRow.DateRange(param, low.millis(), low.ordinal(), high.millis(), high.ordinal()));
    }

    // Checked when the resource was read.
    private static FhirDate dateOf(String text) {
        FhirDate date = FhirDate.parse(text);
        if (date == null) {
            throw new IllegalStateException("a date that was not checked");
        }
        return date;
    }

    private static final class Extremes {
        private @Nullable FhirDate first;
        private @Nullable FhirDate last;

        void take(FhirDate date) {
            long millis = DateBounds.low(date).millis();
            if (first == null || millis < DateBounds.low(first).millis()) {
                first = date;
            }
            if (last == null || millis > DateBounds.low(last).millis()) {
                last = date;
            }
        }
    }
}
