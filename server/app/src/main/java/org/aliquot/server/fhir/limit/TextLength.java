package org.aliquot.server.fhir.limit;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.List;

/**
 * Holds {@code _content} and {@code _text} to a length that full-text engines take. Lucene fails beyond 1,024 clauses, of which each word
 * makes several, and a character of Chinese is a word.
 */
@Interceptor
public final class TextLength {
    private static final int MOST = 250;

    private final FhirContext fhir;

    public TextLength(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** @throws InvalidRequestException naming the parameter and how long it may be */
    @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
    public void require(SearchParameterMap search) {
        for (String name : List.of(Constants.PARAM_CONTENT, Constants.PARAM_TEXT)) {
            if (search.containsKey(name) && length(search, name) > MOST) {
                throw new InvalidRequestException(
                        "parameter " + name + ": longer than " + MOST + " characters; search for fewer words");
            }
        }
    }

    private int length(SearchParameterMap search, String name) {
        return search.get(name).stream()
                .flatMap(List::stream)
                .mapToInt(value -> value.getValueAsQueryToken(fhir).length())
                .sum();
    }
}
