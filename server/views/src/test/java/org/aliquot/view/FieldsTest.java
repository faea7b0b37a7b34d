package org.aliquot.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FieldsTest {
    /** Few names, so that some come twice, and up to more of them than two arrays are for. */
    @Property
    void holdsWhatAHashMapWould(@ForAll @Size(max = 120) List<@IntRange(max = 60) Integer> names) {
        Map<String, JsonNode> expected = new LinkedHashMap<>();
        Map<String, JsonNode> fields = new Fields();
        for (int i = 0; i < names.size(); i++) {
            // As the parser gives it, and as a text of its own.
            String name = "n" + names.get(i);
            String given = i % 2 == 0 ? name.intern() : name;
            assertThat(fields.put(given, IntNode.valueOf(i))).isEqualTo(expected.put(name, IntNode.valueOf(i)));
        }
        assertThat(fields).isEqualTo(expected).hasSameSizeAs(expected);
        assertThat(new ArrayList<>(fields.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
        for (int i = 0; i <= 60; i++) {
            assertThat(fields.get("n" + i)).isEqualTo(expected.get("n" + i));
            assertThat(fields.containsKey("n" + i)).isEqualTo(expected.containsKey("n" + i));
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        assertThat(new ObjectNode(nodes, fields)).hasToString(new ObjectNode(nodes, expected).toString());
    }
}
