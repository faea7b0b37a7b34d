package org.aliquot.server.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.jpa.dao.predicate.SearchFilterParser;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Refuses requests that HAPI would stumble over before it can say what is wrong with them. */
final class RequestGate {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    /** A type's name, behind which an id follows, if not an operation. Views are known by names, which are looked at elsewhere. */
    private static final Pattern TYPE = Pattern.compile("(?!ViewDefinition$)[A-Z][A-Za-z]*");
    /** FHIR R4, datatypes.html#id; versions too. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");

    private static final String NO_ID = "the URL names no resource: an id is 1 to 64 letters, digits, hyphens and dots"
            + " (http://hl7.org/fhir/R4/datatypes.html#id)";
    private static final String SERVLET = "/fhir/";
    private static final Pattern NUL = Pattern.compile("%00");
    private static final Pattern VERSION = Pattern.compile("\\s*(W/)?\"[A-Za-z0-9.-]{1,64}\"\\s*");

    private static final Set<String> ENCODINGS = Set.of("", "identity", "gzip");
    private static final Set<String> NUMBERS = Set.of("_count", "_offset");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,9}");

    private RequestGate() {}

    /** What the client is to be told; empty where the request may pass. */
    static Optional<BaseServerResponseException> refusalOf(HttpServletRequest request) {
        if (!METHODS.contains(request.getMethod())) {
            return Optional.of(new MethodNotAllowedException(
                    "HTTP method " + request.getMethod() + " is not known here; expected one of "
                            + METHODS.stream().sorted().toList()));
        }
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        if (BROKEN_ESCAPE.matcher(query).find()
                || BROKEN_ESCAPE.matcher(request.getRequestURI()).find()) {
            return Optional.of(new InvalidRequestException(
                    "the URL holds a % that is not followed by two hexadecimal digits; write a plain % as %25"));
        }
        if (NUL.matcher(query).find()) {
            return Optional.of(
                    new InvalidRequestException("the URL holds the character NUL (%00), which no value may"));
        }
        if (hasNoId(request.getRequestURI())) {
            return Optional.of(new InvalidRequestException(NO_ID));
        }
        String encoding = Objects.toString(request.getHeader("Content-Encoding"), "");
        if (!ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
            // HAPI would take such a form for an empty one, and search for everything.
            return Optional.of(
                    new UnclassifiedServerFailureException(415, "header Content-Encoding: only gzip is understood"));
        }
        Optional<String> parameter = unreadableParameterIn(query);
        if (parameter.isPresent()) {
            return Optional.of(new InvalidRequestException(parameter.get()));
        }
        String ifMatch = request.getHeader("If-Match");
        if (ifMatch != null && !VERSION.matcher(ifMatch).matches()) {
            return Optional.of(new InvalidRequestException(
                    "header If-Match: expected a version such as W/\"3\", as the ETag of the resource gives it"));
        }
        return Optional.empty();
    }

    /** What a Bundle's client is to be told of an entry's URL over which HAPI stumbles. */
    static Optional<BaseServerResponseException> refusalOf(String entryUrl) {
        String path = SERVLET + entryUrl.replaceFirst("^/", "").replaceFirst("\\?.*", "");
        return BROKEN_ESCAPE.matcher(path).find() || hasNoId(path)
                ? Optional.of(new InvalidRequestException(NO_ID))
                : Optional.empty();
    }

    /** HAPI decodes ids twice: what is an id once it is decoded is one after that, too. */
    private static boolean hasNoId(String path) {
        if (!path.startsWith(SERVLET)) {
            return false;
        }
        List<String> parts = Stream.of(path.substring(SERVLET.length()).split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part, UTF_8))
                .toList();
        if (parts.size() < 2 || !TYPE.matcher(parts.get(0)).matches() || isOperation(parts.get(1))) {
            return false;
        }
        boolean hasVersion = parts.size() > 3 && parts.get(2).equals("_history");
        return !ID.matcher(parts.get(1)).matches()
                || hasVersion && !ID.matcher(parts.get(3)).matches();
    }

    private static boolean isOperation(String part) {
        return part.startsWith("$") || part.startsWith("_");
    }

    /** What a form's client is to be told, which is what is wrong with a URL. */
    static Optional<BaseServerResponseException> refusalOf(Map<String, String[]> form) {
        return form.entrySet().stream()
                .flatMap(
                        parameter -> Stream.of(parameter.getValue()).map(value -> problemOf(parameter.getKey(), value)))
                .flatMap(Optional::stream)
                .findFirst()
                .map(InvalidRequestException::new);
    }

    private static Optional<String> unreadableParameterIn(String query) {
        for (String parameter : query.split("&")) {
            String name = parameter.replaceFirst("=.*", "");
            String value =
                    URLDecoder.decode(parameter.substring(Math.min(parameter.length(), name.length() + 1)), UTF_8);
            Optional<String> problem = problemOf(name, value);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** Parameters over which HAPI stumbles only once the search runs. */
    private static Optional<String> problemOf(String name, String value) {
        if (value.indexOf(0) >= 0 || name.indexOf(0) >= 0) {
            return Optional.of("a parameter holds the character NUL, which no value may");
        }
        if (NUMBERS.contains(name) && !WHOLE_NUMBER.matcher(value).matches()) {
            return Optional.of("parameter " + name + ": expected a whole number, 0 or more");
        }
        if (name.equals("_filter")) {
            try {
                SearchFilterParser.parse(value);
            } catch (SearchFilterParser.FilterSyntaxException | RuntimeException | StackOverflowError e) {
                // HAPI's parser runs off the end of what stops too early, and goes as deep as it is led.
                return Optional.of("parameter _filter cannot be read; expected such as: name eq \"x\"");
            }
        }
        return Optional.empty();
    }
}
