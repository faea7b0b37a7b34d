package org.aliquot.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewDefinitionTest {
    private static View view(String json) throws InvalidViewException {
        return View.of(json.replace('\'', '"').replace('´', '\'').getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> problems(String json) {
        return catchThrowableOfType(InvalidViewException.class, () -> view(json)).problems().stream()
                .map(ViewProblem::toString)
                .toList();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceEachWithItsPlace() {
        assertThat(problems("""
                        {'resource': 'Observation',
                         'constant': [{'name': 'c', 'valueInteger': 'x'}],
                         'select': [
                           {'column': [{'name': 'id', 'path': 'id'}]},
                           {'column': [{'name': '2nd', 'path': 'status.upper()'},
                                       {'name': 'id', 'path': 'code', 'collection': 'no'},
                                       {'path': 'value.ofType(Quantity).value div 2', 'type': 'decimul'}]},
                           {'forEach': 'note', 'forEachOrNull': 'note', 'column': [{'name': 'x', 'path': '%y'}]}],
                         'where': [{'path': 'status'}, {}]}
                        """))
                .containsExactlyInAnyOrder(
                        "constant[0].valueInteger: expected a value of the type integer",
                        "select[1].column[0].name: '2nd' is no name for SQL; expected letters, digits and _, a letter first",
                        "select[1].column[0].path: character 8: the function 'upper' is not in the subset for views; expected one of"
                                + " where exists empty not first ofType extension join getResourceKey getReferenceKey lowBoundary"
                                + " highBoundary",
                        "select[1].column[1].collection: expected true or false",
                        "select[1].column[2].name: is missing; expected text",
                        "select[1].column[2].path: character 30: the operator 'div' is not in the subset for views; expected one of = !="
                                + " < <= > >= + - * / and or",
                        "select[1].column[2].type: 'decimul' is no type of R4; expected for example string, dateTime, Quantity",
                        "select[2]: expected at most one of forEach, forEachOrNull, repeat; found forEach and forEachOrNull",
                        "select[2].column[0].path: character 1: %y is no constant of this view; it has none",
                        "where[0].path: a condition is true or false; this path yields code",
                        "where[1].path: is missing; expected text");
    }

    @Test
    void whatIsNoJsonIsRefusedByLineAndColumnWithoutItsText() {
        assertThat(problems("{'resource': 'Patient', ada }"))
                .containsExactly("the definition is no JSON: line 1, column 25");
    }

    @Test
    void elementsThatR4DoesNotHaveAreNoErrorButToldOf() throws InvalidViewException {
        View view = view("{'resource': 'Observation', 'select': [{'column': [{'name': 'v', 'path': 'valeu.code'}]}]}");
        assertThat(view.warnings())
                .extracting(ViewProblem::toString)
                .containsExactly("select[0].column[0].path: Observation has no element 'valeu' in R4");
    }

    @Test
    void namesThatDifferOnlyInCaseAreToldOf() throws InvalidViewException {
        View view = view(
                "{'resource': 'Patient', 'select': [{'column': [{'name': 'Id', 'path': 'id'}, {'name': 'id', 'path': 'id'}]}]}");
        assertThat(view.warnings())
                .extracting(ViewProblem::toString)
                .containsExactly("select[0].column[1].name: 'id' and 'Id' are one name to many databases");
    }

    @Test
    void columnsAreTypedByTagThenByDeclarationThenByPath() throws InvalidViewException {
        View view = view("""
                {'resource': 'Observation', 'select': [{'column': [
                  {'name': 'a', 'path': 'issued', 'tag': [{'name': 'ansi/type', 'value': 'character varying(40)'}]},
                  {'name': 'b', 'path': 'issued', 'type': 'instant'},
                  {'name': 'c', 'path': 'issued'},
                  {'name': 'd', 'path': 'value.ofType(Quantity).value'},
                  {'name': 'e', 'path': 'value.exists()'},
                  {'name': 'f', 'path': '%rowIndex'},
                  {'name': 'g', 'path': 'interpretation.coding.code', 'collection': true},
                  {'name': 'h', 'path': 'effective.ofType(dateTime)', 'tag': [{'name': 'ansi/type', 'value': 'DATE'}]},
                  {'name': 'i', 'path': 'code', 'type': 'http://hl7.org/fhir/StructureDefinition/CodeableConcept'},
                  {'name': 'j', 'path': 'component', 'type': 'Observation.component', 'collection': true},
                  {'name': 'k', 'path': 'value.ofType(Quantity).value.lowBoundary()'}
                ]}]}
                """);
        assertThat(view.columns())
                .extracting(ViewColumn::sqlType)
                .containsExactly(
                        "text",
                        "timestamp with time zone",
                        "timestamp with time zone",
                        "numeric",
                        "boolean",
                        "integer",
                        "text[]",
                        "date",
                        "jsonb",
                        "jsonb[]",
                        "numeric");
        assertThat(SqlTable.create("ta\"ble", view))
                .startsWith("create table \"ta\"\"ble\" (\"a\" text, \"b\" timestamp with time zone, ")
                .endsWith("\"k\" numeric)");
    }

    @Test
    void tagsThatAreNotKnownAreNoErrorButToldOf() throws InvalidViewException {
        View view = view("""
                {'resource': 'Observation', 'select': [{'column': [
                  {'name': 'a', 'path': 'value.ofType(Quantity).value', 'tag': [{'name': 'ansi/type', 'value': 'double precision'}]},
                  {'name': 'b', 'path': 'value.ofType(Quantity).value', 'tag': [{'name': 'ansi/type', 'value': 'FLOAT(53)'}]},
                  {'name': 'c', 'path': 'status', 'tag': [{'name': 'ansi/type', 'value': 'CLOB'}]},
                  {'name': 'd', 'path': 'value.ofType(time)', 'tag': [{'name': 'ansi/type', 'value': 'TIME'}]},
                  {'name': 'e', 'path': 'issued', 'tag': [{'name': 'ansi/type', 'value': 'TIMESTAMP (3) WITHOUT TIME ZONE'}]},
                  {'name': 'f', 'path': 'issued', 'tag': [{'name': 'ansi/type', 'value': 'INTERVAL DAY'}]}
                ]}]}
                """);
        assertThat(view.columns())
                .extracting(ViewColumn::sqlType)
                .containsExactly(
                        "numeric", "numeric", "text", "text", "timestamp with time zone", "timestamp with time zone");
        assertThat(view.warnings())
                .extracting(ViewProblem::toString)
                .singleElement()
                .asString()
                .startsWith("select[0].column[5].tag: the type 'INTERVAL DAY' is not known");
    }

    @Test
    void partsMayBeDeclaredByTheTypeThatStructureDefinitionsGiveThem() throws Exception {
        View view = view(
                "{'resource': 'Observation', 'select': [{'column': [{'name': 'c', 'path': 'component.first()', 'type': 'BackboneElement'}]}]}");
        assertThat(view.columns()).extracting(ViewColumn::sqlType).containsExactly("jsonb");
        List<Object> found = rows(view, "{'resourceType':'Observation','component':[{'id':'x'}]}");
        assertThat(found.get(0)).hasToString("{\"id\":\"x\"}");
        assertThat(
                        problems(
                                "{'resource': 'Observation', 'select': [{'column': [{'name': 'c', 'path': 'status', 'type': 'BackboneElement'}]}]}"))
                .containsExactly(
                        "select[0].column[0].type: the column is declared as BackboneElement, and its path yields code");
    }

    private static List<Object> rows(View view, String json) throws Exception {
        List<Object> rows = new ArrayList<>();
        view.run(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), row -> rows.addAll(List.of(row)));
        return rows;
    }

    @Test
    void theTypeOfAReferenceMayBeInQuotes() throws Exception {
        String json =
                "{'resource': 'Observation', 'select': [{'column': [{'name': 'p', 'path': 'subject.getReferenceKey(´%s´)'}]}]}";
        assertThat(rows(
                        view(json.formatted("Patient")),
                        "{'resourceType':'Observation','subject':{'reference':'Patient/7'}}"))
                .containsExactly("7");
        assertThat(problems(json.formatted("Patiant")))
                .singleElement()
                .asString()
                .contains("expected a type of resource");
    }

    @Test
    void integersOf64BitsAreText() throws Exception {
        String json = "{'resource': 'Patient', 'constant': [{'name': 'c', 'valueInteger64': %s}],"
                + " 'select': [{'column': [{'name': 'c', 'path': '%%c', 'type': 'integer64'}]}]}";
        for (String number : List.of("9223372036854775807", "-9223372036854775808", "8")) {
            Object expected = Long.valueOf(number);
            String patient = "{'resourceType':'Patient'}";
            assertThat(rows(view(json.formatted("'" + number + "'")), patient)).containsExactly(expected);
            assertThat(rows(view(json.formatted(number)), patient)).containsExactly(expected);
        }
        for (String wrong : List.of("'9223372036854775808'", "''", "'1.0'", "1.5", "'x'")) {
            assertThat(problems(json.formatted(wrong)))
                    .contains("constant[0].valueInteger64: expected a value of the type integer64");
        }
    }

    @Test
    void textsMayBeAsLongAsTheServerStoresThem() throws Exception {
        View view = view(
                "{'resource': 'DocumentReference', 'select': [{'column': [{'name': 'type', 'path': 'content.attachment.contentType'}]}]}");
        String data = "A".repeat(StreamReadConstraints.DEFAULT_MAX_STRING_LEN + 10);
        assertThat(rows(
                        view,
                        "{'resourceType':'DocumentReference','id':'big','content':[{'attachment':{'data':'" + data
                                + "','contentType':'application/pdf'}}]}"))
                .containsExactly("application/pdf");
    }

    @Test
    void aResourceThatIsNotReadIsNamed() throws Exception {
        View view = view(
                "{'resource': 'Patient', 'select': [{'column': [{'name': 'g', 'path': 'name.given', 'collection': true}]}]}");
        String deep = "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":" + "[".repeat(1_100);
        assertThatThrownBy(() -> view.run(deep.getBytes(StandardCharsets.UTF_8), row -> {}))
                .isInstanceOf(ViewRunException.class)
                .hasMessageStartingWith("Patient/p is no JSON that is read here: more than 1000 levels");
    }

    @Test
    void definitionsThatWouldExplodeAreRefused() {
        String nested = "{'select': [".repeat(40) + "{'column': [{'name': 'a', 'path': 'id'}]}" + "]}".repeat(40);
        assertThat(problems("{'resource': 'Patient', 'select': [" + nested + "]}"))
                .anyMatch(problem -> problem.endsWith("selects are nested deeper than 32"));
        String columns = "{'name': 'a', 'path': 'id'},".repeat(1_001);
        assertThat(problems("{'resource': 'Patient', 'select': [{'column': ["
                        + columns.substring(0, columns.length() - 1) + "]}]}"))
                .contains("select[0].column[1000]: the view has more than 1000 columns");
        String branches = "{'column': [{'name': 'a', 'path': 'id'}]},".repeat(1_001);
        assertThat(problems("{'resource': 'Patient', 'select': [{'unionAll': ["
                        + branches.substring(0, branches.length() - 1) + "]}]}"))
                .contains("select[0].unionAll[999]: the view has more than 1000 selects");
        assertThat(problems("{'resource': 'Patient', 'select': [{'column': [{'name': 'a', 'path': '" + "(".repeat(100)
                        + "id" + ")".repeat(100) + "'}]}]}"))
                .containsExactly("select[0].column[0].path: character 65: the path is nested deeper than 64");
        assertThat(problems("{'resource': 'Patient', 'select': [{'column': [{'name': 'a', 'path': 'id"
                        + ".id".repeat(600) + "'}]}]}"))
                .singleElement()
                .asString()
                .endsWith("the path is longer than 1000 words");
    }

    @Test
    void loopsThatMultiplyBeyondTheLimitEndWithAReason() throws InvalidViewException {
        View view = view("""
                {'resource': 'Patient', 'select': [
                  {'forEach': 'name', 'column': [{'name': 'a', 'path': 'family'}]},
                  {'forEach': 'name', 'column': [{'name': 'b', 'path': 'family'}]},
                  {'forEach': 'name', 'column': [{'name': 'c', 'path': 'family'}]}]}
                """);
        String names = "{\"family\": \"x\"},".repeat(100);
        byte[] patient = ("{\"resourceType\": \"Patient\", \"id\": \"p\", \"name\": ["
                        + names.substring(0, names.length() - 1) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        int[] rows = new int[1];
        assertThatThrownBy(() -> view.run(patient, row -> rows[0]++))
                .isInstanceOf(ViewRunException.class)
                .hasMessage("more than 100000 rows of one resource; Patient/p. Loops beside each other multiply");
        assertThat(rows[0]).isEqualTo(100_000);
    }

    @Test
    void conditionsWithinOneAnotherEndWithAReasonToo() throws InvalidViewException {
        String path = "name.exists(%resource.name.exists(%resource.name.exists(%resource.name.exists(family = ´y´))))";
        View view = view("{'resource': 'Patient', 'select': [{'column': [{'name': 'a', 'path': '" + path + "'}]}]}");
        String names = "{\"family\": \"x\"},".repeat(100);
        byte[] patient = ("{\"resourceType\": \"Patient\", \"id\": \"p\", \"name\": ["
                        + names.substring(0, names.length() - 1) + "]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> view.run(patient, row -> {}))
                .isInstanceOf(ViewRunException.class)
                .hasMessage("column a: where(…) within where(…) looks at too many items of one resource; Patient/p");
    }

    private static final byte[] ONE_NAME =
            "{\"resourceType\": \"Patient\", \"id\": \"p\", \"name\": [{\"family\": \"x\"}]}"
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void unionsBesideEachOtherMultiplyToTheLimitAlsoWhereNoRowComesOfIt() throws InvalidViewException {
        StringBuilder selects = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            String column = "{'column': [{'name': 'c" + i + "', 'path': 'id'}]}";
            selects.append("{'unionAll': [" + column + ", " + column + "]},");
        }
        View view = view("{'resource': 'Patient', 'select': [" + selects
                + "{'forEach': 'contact', 'column': [{'name': 'x', 'path': 'id'}]}]}");
        assertThatThrownBy(() -> view.run(ONE_NAME, row -> {}))
                .isInstanceOf(ViewRunException.class)
                .hasMessageContaining("more than 1000000 items of one resource; Patient/p");
    }

    @Test
    void asManyLoopsBesideEachOtherAsMayBeAreRun() throws Exception {
        StringBuilder selects = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            selects.append(i == 0 ? "" : ",")
                    .append("{'forEach': 'name', 'column': [{'name': 'c" + i + "', 'path': 'family'}]}");
        }
        View view = view("{'resource': 'Patient', 'select': [" + selects + "]}");
        Object[][] last = new Object[1][];
        assertThat(view.run(ONE_NAME, row -> last[0] = row.clone())).isOne();
        assertThat(last[0]).hasSize(1_000).containsOnly("x");
    }

    @Test
    void aResourceThatDoesNotFitIsToldByColumnAndIdAndNotByItsValues() throws InvalidViewException {
        View view = view(
                "{'resource': 'Patient', 'select': [{'column': [{'name': 'family', 'path': 'name.family', 'type': 'string'}]}]}");
        assertThatThrownBy(() -> view.run(
                        "{\"resourceType\":\"Patient\",\"id\":\"p\",\"name\":[{\"family\":\"Roe\"},{\"family\":\"Doe\"}]}"
                                .getBytes(StandardCharsets.UTF_8),
                        row -> {}))
                .isInstanceOf(ViewRunException.class)
                .hasMessage("column family: more than one value is there where one is expected; Patient/p");
    }

    @Test
    void aLineOfAnotherTypeHasNoRowsAndOneThatIsNoJsonIsAnError() throws Exception {
        View view = view("{'resource': 'Patient', 'select': [{'column': [{'name': 'id', 'path': 'id'}]}]}");
        assertThat(view.run(
                        "{\"resourceType\": \"Observation\", \"id\": \"o\"}".getBytes(StandardCharsets.UTF_8),
                        row -> {}))
                .isZero();
        for (String broken :
                List.of("", "[]", "null", "{\"resourceType\": \"Patient\"", "{\"id\": [1, 2", "{\"id\": nul}")) {
            assertThatThrownBy(() -> view.run(broken.getBytes(StandardCharsets.UTF_8), row -> {}))
                    .as(broken)
                    .isInstanceOf(ViewRunException.class);
        }
    }
}
