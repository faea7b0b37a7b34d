package org.aliquot.server.oracle.search;

import static org.aliquot.server.oracle.search.Query.parameter;
import static org.aliquot.server.oracle.search.Query.part;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.aliquot.server.oracle.search.IndexedValues.LinkValue;

/** Every form in which a reference can be asked for, and followed in both directions (FHIR R4 search.html 3.1.1.4 to 3.1.1.5). */
final class ReferenceSearches {
    private static final int CHAINS = 3;

    private final ISearchParamRegistry parameters;
    private final IndexedValues values;
    private final ValueSearches plainValues;

    ReferenceSearches(ISearchParamRegistry parameters, IndexedValues values) {
        this.parameters = parameters;
        this.values = values;
        this.plainValues = new ValueSearches(values);
    }

    /** Paths after the FHIR base. */
    List<String> of(String type, RuntimeSearchParam param) {
        List<String> paths = new ArrayList<>();
        List<LinkValue> links = values.links(type, param.getPathsSplit());
        for (LinkValue link : links) {
            if (link.url() != null) {
                paths.add(type + "?" + parameter(param.getName(), part(link.url())));
            } else if (link.id() != null) {
                paths.addAll(local(type, param.getName(), link));
            }
        }
        links.stream()
                .filter(link -> link.id() != null)
                .map(LinkValue::type)
                .distinct()
                .forEach(target -> paths.addAll(followed(type, param.getName(), target)));
        if (!links.isEmpty()) {
            paths.add(type + "?" + parameter(param.getName() + ":missing", "true"));
            paths.add(type + "?" + parameter(param.getName() + ":missing", "false"));
        }
        return paths;
    }

    private static List<String> local(String type, String name, LinkValue link) {
        String target = link.type() + "/" + link.id();
        return List.of(
                type + "?" + parameter(name, target),
                type + "?" + parameter(name, link.id()),
                type + "?" + parameter(name + ":" + link.type(), link.id()),
                type + "?" + parameter(name + ":not", target),
                type + "?" + parameter(name, target) + "&" + parameter("_include", type + ":" + name),
                link.type() + "?" + parameter("_id", link.id()) + "&" + parameter("_revinclude", type + ":" + name),
                link.type() + "?" + parameter("_id", link.id()) + "&" + parameter("_revinclude", "*"),
                type + "?" + parameter(name, target) + "&" + parameter("_include", "*"),
                type + "?" + parameter(name, target) + "&" + parameter("_include:iterate", type + ":" + name));
    }

    /** Chains from here to the target's values, and the target by values found here. */
    private List<String> followed(String type, String name, String target) {
        List<String> paths = new ArrayList<>();
        for (RuntimeSearchParam there : some(target)) {
            plainValues.plain(target, there).stream()
                    .limit(1)
                    .forEach(value ->
                            paths.add(type + "?" + parameter(name + ":" + target + "." + there.getName(), value)));
        }
        for (RuntimeSearchParam here : some(type)) {
            plainValues.plain(type, here).stream()
                    .limit(1)
                    .forEach(value -> paths.add(
                            target + "?" + parameter("_has:" + type + ":" + name + ":" + here.getName(), value)));
        }
        return paths;
    }

    private List<RuntimeSearchParam> some(String type) {
        return parameters.getActiveSearchParams(type, SearchParamLookupContextEnum.SEARCH).values().stream()
                .filter(param -> param.getParamType() == RestSearchParameterTypeEnum.TOKEN
                        || param.getParamType() == RestSearchParameterTypeEnum.STRING
                        || param.getParamType() == RestSearchParameterTypeEnum.DATE)
                .sorted(Comparator.comparing(RuntimeSearchParam::getName))
                .filter(param -> !plainValues.plain(type, param).isEmpty())
                .limit(CHAINS)
                .toList();
    }
}
