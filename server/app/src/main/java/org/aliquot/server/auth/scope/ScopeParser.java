package org.aliquot.server.auth.scope;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one scope. SMART App Launch 2.2, "Scopes and Launch Context"; the characters are RFC 6749's, 3.3. */
final class ScopeParser {
    private static final Pattern CHARACTERS = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    private static final Pattern RESOURCE =
            Pattern.compile("(patient|user|system)/(\\*|[A-Z][A-Za-z]{1,60})\\.([a-z*]{1,10})(?:\\?(.*))?");
    private static final Pattern FOR_RESOURCES = Pattern.compile("(patient|user|system)/.*");
    private static final Pattern VERSION_2 = Pattern.compile("c?r?u?d?s?");
    private static final String CATEGORY = "category=";
    private static final int MOST_CATEGORIES = 20;

    private ScopeParser() {}

    static Scope parse(String text) {
        if (!CHARACTERS.matcher(text).matches()) {
            throw new MalformedScopeException(text, "holds a character that no scope may (RFC 6749, 3.3)");
        }
        if (!FOR_RESOURCES.matcher(text).matches()) {
            return new NamedScope(text);
        }
        Matcher parts = RESOURCE.matcher(text);
        if (!parts.matches()) {
            throw new MalformedScopeException(
                    text, "expected context/Type.interactions, such as patient/Observation.rs or user/*.read");
        }
        boolean isVersion1 = Set.of("read", "write", "*").contains(parts.group(3));
        return new ResourceScope(
                Context.valueOf(parts.group(1).toUpperCase(java.util.Locale.ROOT)),
                parts.group(2),
                interactions(text, parts.group(3)),
                parts.group(4) == null ? new TreeSet<>() : categories(text, parts.group(2), parts.group(4)),
                isVersion1);
    }

    private static Set<Interaction> interactions(String scope, String text) {
        switch (text) {
            case "read":
                return ResourceScope.READING;
            case "write":
                return ResourceScope.WRITING;
            case "*":
                return EnumSet.allOf(Interaction.class);
            default:
                break;
        }
        if (!VERSION_2.matcher(text).matches()) {
            throw new MalformedScopeException(
                    scope, "after the dot: read, write, * or letters of cruds in this order, each once");
        }
        Set<Interaction> interactions = EnumSet.noneOf(Interaction.class);
        for (Interaction interaction : Interaction.values()) {
            if (text.indexOf(interaction.letter()) >= 0) {
                interactions.add(interaction);
            }
        }
        return interactions;
    }

    private static SortedSet<Category> categories(String scope, String type, String query) {
        if (!query.startsWith(CATEGORY) || query.contains("&")) {
            throw new MalformedScopeException(
                    scope, "the only restriction known here is one parameter, ?category=system|code");
        }
        if (type.equals(ResourceScope.ANY_TYPE)) {
            throw new MalformedScopeException(scope, "a category belongs to one resource type, not to *");
        }
        SortedSet<Category> categories = new TreeSet<>();
        for (String value : query.substring(CATEGORY.length()).split(",", -1)) {
            categories.add(category(scope, value));
        }
        if (categories.size() > MOST_CATEGORIES) {
            throw new MalformedScopeException(scope, "names more than " + MOST_CATEGORIES + " categories");
        }
        return categories;
    }

    private static Category category(String scope, String value) {
        String decoded;
        try {
            // A plus is a plus here: a scope is no form.
            decoded = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedScopeException(scope, "% is not followed by two hexadecimal digits");
        }
        int bar = decoded.indexOf('|');
        boolean isPair = bar > 0 && bar == decoded.lastIndexOf('|') && bar < decoded.length() - 1;
        // Printed again it must be one scope again.
        if (!isPair || !CHARACTERS.matcher(decoded).matches() || decoded.matches(".*[,&?%].*")) {
            throw new MalformedScopeException(scope, "category: expected system|code, both given");
        }
        return new Category(decoded.substring(0, bar), decoded.substring(bar + 1));
    }
}
