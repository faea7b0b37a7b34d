package org.aliquot.view.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;

import java.util.List;
import org.aliquot.view.ColumnKind;
import org.aliquot.view.ViewColumn;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** A view's columns as a Parquet schema. All are optional; lists have the three levels of Parquet's LogicalTypes.md. */
final class ParquetColumns {
    /** Digits behind the decimal mark: Parquet has one number of them for a column. */
    static final int SCALE = 12;

    /** Bytes of a decimal of 38 digits. */
    static final int DECIMAL_BYTES = 16;

    private static final int PRECISION = 38;

    private ParquetColumns() {}

    static MessageType schema(List<ViewColumn> columns) {
        Types.MessageTypeBuilder schema = Types.buildMessage();
        for (ViewColumn column : columns) {
            schema.addField(
                    column.isCollection()
                            ? Types.optionalList()
                                    .element(one(column.kind(), "element"))
                                    .named(column.name())
                            : one(column.kind(), column.name()));
        }
        return schema.named("view");
    }

    private static Type one(ColumnKind kind, String name) {
        return switch (kind) {
            case STRING ->
                Types.optional(PrimitiveTypeName.BINARY).as(stringType()).named(name);
            case JSON -> Types.optional(PrimitiveTypeName.BINARY).as(jsonType()).named(name);
            case BINARY -> Types.optional(PrimitiveTypeName.BINARY).named(name);
            case BOOLEAN -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
            case INTEGER -> Types.optional(PrimitiveTypeName.INT32).named(name);
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
            case DATE -> Types.optional(PrimitiveTypeName.INT32).as(dateType()).named(name);
            case TIMESTAMP ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(timestampType(true, TimeUnit.MICROS))
                        .named(name);
            case DECIMAL ->
                Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        .length(DECIMAL_BYTES)
                        .as(decimalType(SCALE, PRECISION))
                        .named(name);
        };
    }
}
