package org.aliquot.resource.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceTableTest {
    static final List<Element> RESULT = List.of(
            Element.of("id", Element.Kind.TEXT, false),
            Element.of("issued", Element.Kind.TIME, false),
            new Element(
                    "code",
                    Element.Kind.GROUP,
                    false,
                    List.of(
                            Element.of("extension", Element.Kind.JSON, false),
                            new Element(
                                    "coding",
                                    Element.Kind.GROUP,
                                    true,
                                    List.of(
                                            Element.of("code", Element.Kind.TEXT, false),
                                            Element.of("userSelected", Element.Kind.BOOLEAN, false))),
                            Element.of("text", Element.Kind.TEXT, false))),
            new Element(
                    "valueQuantity",
                    Element.Kind.GROUP,
                    false,
                    List.of(Element.of("value", Element.Kind.DECIMAL, false))),
            Element.of("valueInteger", Element.Kind.INTEGER, false),
            Element.of("factor", Element.Kind.DECIMAL, true),
            Element.of("data", Element.Kind.BYTES, false),
            Element.of("count", Element.Kind.COUNT, false));

    @Test
    void nestedFollowsParquetOnFhir() {
        assertThat(ResourceTable.of("Result", RESULT, Layout.NESTED)
                        .schema()
                        .toString()
                        .lines())
                .containsExactly("""
                        message Result {
                          required binary resourceType (STRING);
                          optional binary id (STRING);
                          optional binary issued (STRING);
                          optional int64 __issued_timestamp (TIMESTAMP(MICROS,true));
                          optional group code {
                            optional binary extension (STRING);
                            optional group coding (LIST) {
                              repeated group list {
                                optional group element {
                                  optional binary code (STRING);
                                  optional boolean userSelected;
                                }
                              }
                            }
                            optional binary text (STRING);
                          }
                          optional group valueQuantity {
                            optional binary value (STRING);
                            optional fixed_len_byte_array(16) __value_numeric (DECIMAL(38,12));
                          }
                          optional int32 valueInteger;
                          optional group factor (LIST) {
                            repeated group list {
                              optional binary element (STRING);
                            }
                          }
                          optional group __factor_numeric (LIST) {
                            repeated group list {
                              optional fixed_len_byte_array(16) element (DECIMAL(38,12));
                            }
                          }
                          optional binary data;
                          optional int32 count (INTEGER(32,false));
                          optional binary __rest (STRING);
                        }""".lines().toArray(String[]::new));
    }

    @Test
    void flatHasNothingWithinAnything() {
        assertThat(ResourceTable.of("Result", RESULT, Layout.FLAT)
                        .schema()
                        .toString()
                        .lines())
                .containsExactly("""
                        message Result {
                          required binary resourceType (STRING);
                          optional binary id (STRING);
                          optional binary issued (STRING);
                          optional int64 issued_timestamp (TIMESTAMP(MICROS,true));
                          optional binary code_extension (STRING);
                          optional binary code_coding (STRING);
                          optional binary code_text (STRING);
                          optional binary valueQuantity_value (STRING);
                          optional fixed_len_byte_array(16) valueQuantity_value_numeric (DECIMAL(38,12));
                          optional int32 valueInteger;
                          optional binary factor (STRING);
                          optional binary data;
                          optional int32 count (INTEGER(32,false));
                          optional binary __rest (STRING);
                        }""".lines().toArray(String[]::new));
    }
}
