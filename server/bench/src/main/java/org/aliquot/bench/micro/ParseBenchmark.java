package org.aliquot.bench.micro;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** An Observation's JSON: what reading it costs at least, and what HAPI's model of it costs. */
@State(Scope.Benchmark)
public class ParseBenchmark extends Throughput {
    private final Lines lines = new Lines();
    private final JsonFactory json = new JsonFactory();
    private final IParser hapi = FhirContext.forR4Cached().newJsonParser();

    /** The floor: every token seen, no text kept. */
    @Benchmark
    public int jacksonStreaming() throws IOException {
        int characters = 0;
        try (JsonParser parser = json.createParser(lines.bytes())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                characters += parser.getTextLength();
            }
        }
        return characters;
    }

    @Benchmark
    public IBaseResource hapiParser() {
        return hapi.parseResource(lines.text());
    }

    @Benchmark
    public String hapiParserAndEncoder() {
        return hapi.encodeResourceToString(hapi.parseResource(lines.text()));
    }
}
