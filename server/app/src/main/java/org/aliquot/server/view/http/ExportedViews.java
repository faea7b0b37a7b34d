package org.aliquot.server.view.http;

import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.aliquot.server.bulk.export.order.ViewsOrder;
import org.aliquot.view.InvalidViewException;
import org.aliquot.view.View;
import org.aliquot.view.ViewProblem;

/**
 * Views of an export: found, without an error, each with a name of its own.
 *
 * @param types of their resources
 * @param warnings what is no error in those that the request brings along, and yet surely not meant
 */
record ExportedViews(List<ViewsOrder.Named> named, SortedSet<String> types, List<String> warnings) {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

    /**
     * @throws ResourceNotFoundException where the server has none of a name
     * @throws UnprocessableEntityException everything that is wrong with any of them
     */
    static ExportedViews of(List<ExportRequest.Wanted> wanted, Definitions definitions) throws IOException {
        List<ViewsOrder.Named> named = new ArrayList<>();
        SortedSet<String> types = new TreeSet<>();
        Set<String> names = new HashSet<>();
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (ExportRequest.Wanted one : wanted) {
            JsonNode definition = definitions.of(one.name(), one.definition());
            String name = nameOf(one, definition, named.size() + 1);
            if (!FILE_NAME.matcher(name).matches()) {
                problems.add("parameter view, part name: expected letters, digits, _ and -, 63 at most");
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                // Files may come to where upper and lower case are the same.
                problems.add("parameter view: two are called " + name + "; give each a part name of its own");
            }
            try {
                View view = View.of(definition);
                types.add(view.resource());
                if (one.definition().isPresent()) {
                    Definitions.warnings(view).forEach(warning -> warnings.add("view " + name + ": " + warning));
                }
            } catch (InvalidViewException e) {
                for (ViewProblem problem : e.problems()) {
                    problems.add("view " + name + ": " + problem);
                }
            }
            named.add(new ViewsOrder.Named(name, JsonBody.JSON.writeValueAsString(definition)));
        }
        if (!problems.isEmpty()) {
            throw new UnprocessableEntityException(problems.toArray(String[]::new));
        }
        return new ExportedViews(named, types, warnings);
    }

    private static String nameOf(ExportRequest.Wanted one, JsonNode definition, int position) {
        return one.output().orElseGet(() -> definition.path("name").asText("view_" + position));
    }
}
