package org.aliquot.server.bulk.export.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.ingest.hapi.current.JsonLine;
import org.aliquot.resource.StoredJson;

/** Whom a resource refers to by literal references (FHIR R4, References between Resources), by its text. */
final class LiteralReferences {
    private static final JsonFactory JSON = StoredJson.FACTORY;

    /** Of this server or another: who asks knows which of them it means. */
    private static final Pattern LITERAL =
            Pattern.compile("(?:.*/)?([A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?", Pattern.DOTALL);

    private LiteralReferences() {}

    /** {@code Type/id} of each; of what is no JSON those before that. */
    static void of(JsonLine line, Consumer<String> into) throws IOException {
        try (JsonParser parser = JSON.createParser(line.bytes(), 0, line.size())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.VALUE_STRING && "reference".equals(parser.currentName())) {
                    Matcher literal = LITERAL.matcher(parser.getText());
                    if (literal.matches()) {
                        into.accept(literal.group(1));
                    }
                }
            }
        } catch (JsonProcessingException e) {
            // Nobody could load it: nobody has what it refers to by it.
        }
    }
}
