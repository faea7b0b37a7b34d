package org.aliquot.server.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.ResolvableType;

/** The names of all settings, read from the records themselves. */
public final class SettingsNames {
    private SettingsNames() {}

    /**
     * One setting.
     *
     * @param name         such as {@code aliquot.database.pool-size}
     * @param defaultValue as written in the record; empty where the default is to be absent
     */
    public record Setting(String name, ResolvableType type, String defaultValue) {
        /** Whether names below this one are the operator's own: maps and lists. */
        boolean isOpen() {
            Class<?> raw = type.toClass();
            return Map.class.isAssignableFrom(raw) || Collection.class.isAssignableFrom(raw) && !isListOfRecords();
        }

        /** Whether it belongs to an entry of a list: {@code aliquot.gateway.connections[].id}. */
        boolean isInList() {
            return name.contains("[]");
        }

        private boolean isListOfRecords() {
            return Collection.class.isAssignableFrom(type.toClass())
                    && type.getGeneric(0).toClass().isRecord();
        }
    }

    /** The settings of one record, records within it included. */
    public static List<Setting> of(Class<? extends Record> record) {
        List<Setting> settings = new ArrayList<>();
        collect(prefixOf(record), record, settings);
        return settings;
    }

    static String prefixOf(Class<? extends Record> record) {
        return record.getAnnotation(ConfigurationProperties.class).value();
    }

    /** {@code poolSize} becomes {@code pool-size}. */
    static String kebab(String javaName) {
        return javaName.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static void collect(String prefix, Class<?> record, List<Setting> into) {
        RecordComponent[] components = record.getRecordComponents();
        // Spring's defaults stand at the constructor's parameters, which are the components in order.
        Parameter[] parameters = canonicalConstructor(record, components).getParameters();
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), into);
            } else {
                DefaultValue value = parameters[i].getAnnotation(DefaultValue.class);
                Setting setting = new Setting(
                        name,
                        ResolvableType.forType(component.getGenericType()),
                        value == null ? "" : String.join(",", value.value()));
                into.add(setting);
                if (setting.isListOfRecords()) {
                    collect(name + "[]", setting.type().getGeneric(0).toClass(), into);
                }
            }
        }
    }

    private static Constructor<?> canonicalConstructor(Class<?> record, RecordComponent[] components) {
        try {
            return record.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has a canonical constructor", e);
        }
    }
}
