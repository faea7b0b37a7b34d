package org.aliquot.server.bulk;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aliquot.ingest.job.JobOptions;
import org.aliquot.ingest.job.ledger.SourceKind;
import org.aliquot.ingest.job.ledger.SourceSpec;
import org.aliquot.ingest.job.source.AllowedUrls;
import org.apache.commons.lang3.EnumUtils;
import org.hl7.fhir.r4.model.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code $import}: a Parameters resource as HAPI's own operation takes it, or the JSON of the bulk import
 * proposal (github.com/smart-on-fhir/bulk-import, "import-manifest").
 *
 * @param options from the parameters {@code via} and {@code validation}
 */
record ImportOrder(List<SourceSpec> sources, JobOptions options) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");
    private static final Set<String> STORES = Set.of("http", "https");
    private static final String EXPECTED =
            "expected a Parameters resource with parameters input, each with the parts type and url,"
                    + " or JSON with an array input of objects with type and url";

    /** @throws InvalidRequestException naming what is wrong */
    static ImportOrder read(InputStream body, AllowedUrls allowed) throws IOException {
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (JsonProcessingException | CharConversionException e) {
            throw new InvalidRequestException("the body is no JSON; " + EXPECTED);
        }
        boolean isParameters = "Parameters".equals(tree.path("resourceType").asText());
        ImportOrder order = isParameters ? ofParameters(tree.path("parameter")) : ofJson(tree);
        if (order.sources.isEmpty()) {
            throw new InvalidRequestException("the body names nothing to import; " + EXPECTED);
        }
        for (SourceSpec source : order.sources) {
            if (!allowed.allow(uri(source.location()))) {
                throw new InvalidRequestException("the URL " + source.name() + " may not be read by this server: its"
                        + " operator lists what may be in the setting aliquot.ingest.allowed-urls");
            }
        }
        return order;
    }

    private static ImportOrder ofJson(JsonNode tree) {
        requireFormat(tree.path("inputFormat").asText());
        requireStore(tree.path("storageDetail").path("type").asText());
        List<SourceSpec> sources = new ArrayList<>();
        for (JsonNode input : tree.path("input")) {
            sources.add(source(input.path("type").asText(), input.path("url").asText()));
        }
        return new ImportOrder(
                sources,
                new JobOptions(
                        text(tree.path("via").asText()),
                        text(tree.path("validation").asText())));
    }

    private static ImportOrder ofParameters(JsonNode parameters) {
        List<SourceSpec> sources = new ArrayList<>();
        String via = null;
        String validation = null;
        for (JsonNode parameter : parameters) {
            switch (parameter.path("name").asText()) {
                case "inputFormat" -> requireFormat(value(parameter));
                case "inputSource" -> {
                    // Says where the data come from in the world; each resource says so itself.
                }
                case "storageDetail" -> requireStore(parts(parameter).getOrDefault("type", ""));
                case "input" -> {
                    Map<String, String> parts = parts(parameter);
                    sources.add(source(parts.getOrDefault("type", ""), parts.getOrDefault("url", "")));
                }
                case "via" -> via = text(value(parameter));
                case "validation" -> validation = text(value(parameter));
                default ->
                    throw new InvalidRequestException(
                            "parameter " + parameter.path("name").asText() + " is not known to $import");
            }
        }
        return new ImportOrder(sources, new JobOptions(via, validation));
    }

    private static Map<String, String> parts(JsonNode parameter) {
        Map<String, String> parts = new HashMap<>();
        parameter.path("part").forEach(part -> parts.put(part.path("name").asText(), value(part)));
        if (parts.keySet().stream().anyMatch(name -> name.startsWith("credential"))) {
            throw new InvalidRequestException("credentials are not supported: name URLs that can be read without");
        }
        return parts;
    }

    private static String value(JsonNode parameter) {
        for (var fields = parameter.fields(); fields.hasNext(); ) {
            var field = fields.next();
            if (field.getKey().startsWith("value")) {
                return field.getValue().asText();
            }
        }
        return "";
    }

    private static SourceSpec source(String type, String url) {
        if (url.isBlank()) {
            throw new InvalidRequestException("an input has no url; " + EXPECTED);
        }
        requireType(type);
        URI uri = uri(url);
        return new SourceSpec(
                SourceKind.URL, url, uri.toString().replaceFirst("\\?.*", ""), type.isBlank() ? null : type);
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new InvalidRequestException("an input's url is no URL");
        }
    }

    private static void requireType(String type) {
        if (!type.isBlank() && !EnumUtils.isValidEnum(ResourceType.class, type)) {
            throw new InvalidRequestException("an input's type is " + type + ", which is no FHIR R4 resource type");
        }
    }

    private static void requireFormat(String format) {
        if (!format.isBlank() && !FORMATS.contains(format)) {
            throw new InvalidRequestException("inputFormat: expected application/fhir+ndjson, not " + format);
        }
    }

    private static void requireStore(String type) {
        if (!type.isBlank() && !STORES.contains(type)) {
            throw new InvalidRequestException("storageDetail.type: expected https or http, not " + type);
        }
    }

    private static @Nullable String text(String text) {
        return text.isBlank() ? null : text;
    }
}
