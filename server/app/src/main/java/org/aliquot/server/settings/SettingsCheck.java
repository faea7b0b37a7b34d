package org.aliquot.server.settings;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.aliquot.gateway.tls.TlsSettings;
import org.aliquot.server.settings.SettingsNames.Setting;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/** Looks at every setting before anything starts, so that all that is wrong is said at once. */
public final class SettingsCheck {
    private static final List<String> TOP_LEVEL = List.of("aliquot", "server", "spring", "management", "logging");
    private static final int CLOSE_ENOUGH = 3;

    private final Binder binder;
    private final List<Setting> known = Settings.ALL.stream()
            .flatMap(record -> SettingsNames.of(record).stream())
            .toList();
    private final List<String> problems = new ArrayList<>();

    /** By their class; not those whose values are wrong. */
    private final Map<Class<? extends Record>, Record> valid = new HashMap<>();

    private SettingsCheck(ConfigurableEnvironment environment) {
        this.binder = Binder.get(environment);
    }

    /**
     * Checks the names in the operator's file and the values from everywhere.
     *
     * @param file the operator's settings file, or null where none was given
     * @throws SettingsException naming each setting that cannot be used
     */
    public static void check(ConfigurableEnvironment environment, @Nullable EnumerablePropertySource<?> file) {
        SettingsCheck check = new SettingsCheck(environment);
        if (file != null) {
            check.namesIn(file);
        }
        check.value(new Setting("server.port", ResolvableType.forClass(Integer.class), ""));
        check.value(new Setting("server.address", ResolvableType.forClass(InetAddress.class), ""));
        Settings.ALL.forEach(check::values);
        check.together();
        check.developmentStaysOnThisMachine();
        check.tokensOfOthersAreForSomebody();
        check.headersOfProxiesAreBelievedOfProxiesAlone();
        check.bundlesAreThere();
        check.nothingListensBesides();
        if (!check.problems.isEmpty()) {
            throw new SettingsException(check.problems);
        }
    }

    // Spring Boot would serve the management pages there without those who ask for tokens.
    private void nothingListensBesides() {
        if (binder.bind("management.server.port", String.class).isBound()) {
            problems.add(
                    "management.server.port: must not be set; the management pages are on the server's own port, behind"
                            + " tokens");
        }
    }

    private void developmentStaysOnThisMachine() {
        if (!problems.isEmpty()
                || !binder.bind("aliquot.auth.dev", Boolean.class).orElse(false)) {
            return;
        }
        // Absent it is the default, which stands in a file that is read later: this machine alone.
        binder.bind("server.address", InetAddress.class).ifBound(address -> {
            if (!address.isLoopbackAddress()) {
                problems.add(
                        "aliquot.auth.dev (serve --dev): without tokens the server listens on this machine only, not on "
                                + address.getHostAddress() + "; leave out one of the two");
            }
        });
    }

    private void tokensOfOthersAreForSomebody() {
        if (isGiven("aliquot.auth.issuer") && !isGiven("aliquot.auth.audience") && !isGiven("aliquot.fhir.base-url")) {
            problems.add("aliquot.auth.issuer: its tokens must name this server, so say how: set aliquot.fhir.base-url,"
                    + " or aliquot.auth.audience; without both every token would be refused");
        }
    }

    /**
     * Where a proxy says for whom it asks. Tomcat's own list of proxies is every private network, and with it all clients within a
     * hospital, who could call themselves what they like: in the audit, and for each guess at a password.
     */
    private void headersOfProxiesAreBelievedOfProxiesAlone() {
        String strategy =
                binder.bind("server.forward-headers-strategy", String.class).orElse("none");
        if (strategy.equalsIgnoreCase("framework")) {
            problems.add(
                    "server.forward-headers-strategy: framework believes whoever sends such headers; expected native,"
                            + " with server.tomcat.remoteip.internal-proxies, or none");
        }
        boolean isOn = strategy.equalsIgnoreCase("native")
                || isGiven("server.tomcat.remoteip.remote-ip-header")
                || isGiven("server.tomcat.remoteip.protocol-header");
        if (isOn && !isGiven("server.tomcat.remoteip.internal-proxies")) {
            problems.add("server.tomcat.remoteip.internal-proxies: must be given where headers of a proxy are believed"
                    + " (server.forward-headers-strategy): the proxies' addresses as a regular expression, such as"
                    + " 192\\.0\\.2\\.10; without it every client with a private address could say it is another");
        }
    }

    /** Said here, before the database starts; what is in them is looked at when they are opened. */
    private void bundlesAreThere() {
        if (!(valid.get(GatewayProperties.class) instanceof GatewayProperties gateway)) {
            return;
        }
        for (int i = 0; i < gateway.connections().size(); i++) {
            TlsSettings tls = gateway.connections().get(i).tls();
            if (tls != null && tls.bundle() != null && !isBundle(tls.bundle())) {
                problems.add("aliquot.gateway.connections[" + i + "].tls.bundle: there is no bundle \"" + tls.bundle()
                        + "\"; expected spring.ssl.bundle.pem." + tls.bundle() + " or spring.ssl.bundle.jks."
                        + tls.bundle());
            }
        }
    }

    private boolean isBundle(String name) {
        Bindable<Map<String, Object>> anything = Bindable.mapOf(String.class, Object.class);
        return Stream.of("pem", "jks")
                .anyMatch(kind -> binder.bind("spring.ssl.bundle." + kind, anything)
                        .map(bundles -> bundles.containsKey(name))
                        .orElse(false));
    }

    private boolean isGiven(String name) {
        return !binder.bind(name, String.class).orElse("").isBlank();
    }

    private void namesIn(EnumerablePropertySource<?> file) {
        for (String name : file.getPropertyNames()) {
            boolean isOurs = name.startsWith("aliquot.");
            String top = name.split("[.\\[]", 2)[0];
            if (isOurs ? !isKnown(name) : !TOP_LEVEL.contains(top)) {
                problems.add(name + ": no such setting" + nearest(name));
            }
        }
    }

    private boolean isKnown(String name) {
        String plain = SettingsNames.kebab(name).replaceAll("\\[\\d+]", "[]");
        return known.stream()
                .anyMatch(setting -> setting.name().equals(plain)
                        || setting.isOpen()
                                && (plain.startsWith(setting.name() + ".") || plain.startsWith(setting.name() + "[")));
    }

    private String nearest(String name) {
        Optional<String> close = Stream.concat(known.stream().map(Setting::name), TOP_LEVEL.stream())
                .min(Comparator.comparingInt(candidate -> distance(candidate, name)))
                .filter(candidate -> distance(candidate, name) <= CLOSE_ENOUGH);
        return close.map(candidate -> "; did you mean " + candidate + "?").orElse("");
    }

    private void values(Class<? extends Record> record) {
        int before = problems.size();
        SettingsNames.of(record).stream().filter(setting -> !setting.isInList()).forEach(this::value);
        if (problems.size() > before) {
            // Constraints are checked on the whole record, which cannot be made from these values.
            return;
        }
        String prefix = SettingsNames.prefixOf(record);
        try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            Record bound = binder.bindOrCreate(prefix, Bindable.of(record), new ValidationBindHandler(validator));
            valid.put(record, bound);
            if (bound instanceof CheckedSettings checked) {
                problems.addAll(checked.problems());
            }
        } catch (BindException e) {
            if (e.getCause() instanceof BindValidationException invalid) {
                invalid.getValidationErrors().getAllErrors().forEach(error -> problems.add(problemOf(prefix, error)));
            } else {
                problems.add(e.getName() + ": " + rootMessage(e));
            }
        }
    }

    private void together() {
        if (valid.get(DatabaseSettings.class) instanceof DatabaseSettings database
                && valid.get(IngestProperties.class) instanceof IngestProperties ingest
                && valid.get(ExportProperties.class) instanceof ExportProperties export
                && valid.get(ViewProperties.class) instanceof ViewProperties views) {
            problems.addAll(BulkConnections.problems(database, ingest, export, views));
        }
    }

    private void value(Setting setting) {
        try {
            binder.bind(setting.name(), Bindable.of(setting.type()));
        } catch (BindException e) {
            // In a list the one entry that is wrong, not the list.
            Object value = e.getProperty() == null ? null : e.getProperty().getValue();
            problems.add(e.getName() + ": " + (value == null ? "its value" : "\"" + value + "\"") + " is no "
                    + nameOf(e.getTarget().getType()));
        }
    }

    private static String problemOf(String prefix, ObjectError error) {
        String message = Objects.toString(error.getDefaultMessage(), "is not valid");
        if (message.startsWith("aliquot.") || !(error instanceof FieldError field)) {
            return message;
        }
        String name = prefix + "." + SettingsNames.kebab(field.getField());
        boolean showValue = field.getRejectedValue() != null && !name.contains("password") && !name.endsWith("url");
        return name + ": " + message + (showValue ? ", not " + field.getRejectedValue() : "");
    }

    private static String nameOf(ResolvableType type) {
        return switch (type.toClass().getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "whole number";
            case "boolean", "Boolean" -> "boolean (true or false)";
            case "Duration" -> "duration (such as 500ms, 30s or 5m)";
            case "DataSize" -> "size (such as 512KB or 64MB)";
            case "InetAddress" -> "address of this machine (such as 127.0.0.1 or 0.0.0.0)";
            case "ZoneId" -> "time zone (such as Europe/Berlin)";
            default ->
                type.toClass().isEnum()
                        ? "one of "
                                + Arrays.toString(type.toClass().getEnumConstants())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '-')
                        : type.toClass().getSimpleName();
        };
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Objects.toString(root.getMessage(), root.getClass().getSimpleName());
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
