package org.aliquot.view.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.Times;
import org.aliquot.view.ViewColumn;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Hands a row's values to Parquet, each as its column's type. */
final class RowSupport extends WriteSupport<Object[]> {
    private static final OffsetDateTime EPOCH = OffsetDateTime.parse("1970-01-01T00:00:00Z");
    private static final BigInteger LARGEST = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    private final List<ViewColumn> columns;
    private final MessageType schema;
    // Parquet's own pattern: the consumer comes after the constructor.
    @SuppressWarnings("NullAway.Init")
    private RecordConsumer out;

    RowSupport(List<ViewColumn> columns, MessageType schema) {
        this.columns = columns;
        this.schema = schema;
    }

    // Abstract above, and never called.
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        out = recordConsumer;
    }

    @Override
    public void write(Object[] row) {
        out.startMessage();
        for (int i = 0; i < row.length; i++) {
            ViewColumn column = columns.get(i);
            if (row[i] == null) {
                continue;
            }
            if (column.isCollection()) {
                out.startField(column.name(), i);
                list(column, (List<?>) row[i]);
                out.endField(column.name(), i);
            } else {
                Object value = value(column, row[i]);
                if (value != null) {
                    out.startField(column.name(), i);
                    put(value);
                    out.endField(column.name(), i);
                }
            }
        }
        out.endMessage();
    }

    private void list(ViewColumn column, List<?> values) {
        out.startGroup();
        if (!values.isEmpty()) {
            out.startField("list", 0);
            for (Object each : values) {
                Object value = value(column, each);
                out.startGroup();
                if (value != null) {
                    out.startField("element", 0);
                    put(value);
                    out.endField("element", 0);
                }
                out.endGroup();
            }
            out.endField("list", 0);
        }
        out.endGroup();
    }

    private void put(Object value) {
        if (value instanceof Binary bytes) {
            out.addBinary(bytes);
        } else if (value instanceof Integer number) {
            out.addInteger(number);
        } else if (value instanceof Long number) {
            out.addLong(number);
        } else {
            out.addBoolean((Boolean) value);
        }
    }

    // Null where the text is no whole date or moment, or no base64.
    private static @Nullable Object value(ViewColumn column, Object value) {
        ColumnKind kind = column.kind();
        return switch (kind) {
            case BOOLEAN, INTEGER, LONG -> value;
            case STRING, JSON -> Binary.fromString(value.toString());
            case BINARY -> bytes(value.toString());
            case DECIMAL -> decimal(column, (BigDecimal) value);
            case DATE -> Times.date(value.toString()).map(RowSupport::day).orElse(null);
            case TIMESTAMP ->
                Times.timestamp(value.toString())
                        .map(time -> EPOCH.until(time, ChronoUnit.MICROS))
                        .orElse(null);
        };
    }

    private static Integer day(LocalDate date) {
        return (int) date.toEpochDay();
    }

    private static @Nullable Binary bytes(String base64) {
        try {
            return Binary.fromConstantByteArray(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** @throws NumberTooLargeException where a row cannot be written: half of one spoils what comes after it */
    static void check(List<ViewColumn> columns, Object[] row) {
        for (int i = 0; i < row.length; i++) {
            ViewColumn column = columns.get(i);
            if (column.kind() != ColumnKind.DECIMAL || row[i] == null) {
                continue;
            }
            for (Object value : column.isCollection() ? (List<?>) row[i] : List.of(row[i])) {
                unscaled(column, (BigDecimal) value);
            }
        }
    }

    private static BigInteger unscaled(ViewColumn column, BigDecimal number) {
        BigInteger unscaled =
                number.setScale(ParquetColumns.SCALE, RoundingMode.HALF_EVEN).unscaledValue();
        if (unscaled.abs().compareTo(LARGEST) > 0) {
            throw new NumberTooLargeException("column " + column.name()
                    + ": a number has more than 26 digits before its decimal mark, more than Parquet's decimals hold;"
                    + " tag the column with ansi/type CHARACTER VARYING");
        }
        return unscaled;
    }

    private static Binary decimal(ViewColumn column, BigDecimal number) {
        BigInteger unscaled = unscaled(column, number);
        byte[] digits = unscaled.toByteArray();
        byte[] bytes = new byte[ParquetColumns.DECIMAL_BYTES];
        Arrays.fill(bytes, 0, bytes.length - digits.length, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, bytes, bytes.length - digits.length, digits.length);
        return Binary.fromConstantByteArray(bytes);
    }

    static final class NumberTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NumberTooLargeException(String message) {
            super(message);
        }
    }
}
