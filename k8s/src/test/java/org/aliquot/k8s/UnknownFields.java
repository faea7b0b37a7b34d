package org.aliquot.k8s;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Finds what Kubernetes would not know. The model classes swallow unknown fields into {@code additionalProperties}
 * however strict the parser is, so every object below is asked for its own.
 */
final class UnknownFields {
    private static final String MODELS = "io.fabric8.kubernetes.api.model";

    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** Path of each unknown field, for example {@code Deployment.spec.template.spec.containers[0].redinessProbe}. */
    static List<String> in(Object object) {
        UnknownFields walk = new UnknownFields();
        walk.visit(object.getClass().getSimpleName(), object);
        return walk.found;
    }

    private void visit(String path, Object value) {
        if (value instanceof Collection<?> items) {
            int index = 0;
            for (Object item : items) {
                visit(path + "[" + index++ + "]", item);
            }
        } else if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, entry) -> visit(path + "." + key, entry));
        } else if (value != null
                && !(value instanceof Enum)
                && value.getClass().getName().startsWith(MODELS)) {
            unknown(value).keySet().forEach(name -> found.add(path + "." + name));
            for (Class<?> type = value.getClass(); type.getName().startsWith(MODELS); type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())
                            && !field.getName().equals("additionalProperties")) {
                        visit(path + "." + field.getName(), read(field, value));
                    }
                }
            }
        }
    }

    private static Map<?, ?> unknown(Object value) {
        try {
            Method method = value.getClass().getMethod("getAdditionalProperties");
            return (Map<?, ?>) method.invoke(value);
        } catch (NoSuchMethodException e) {
            // A scalar with two faces, such as IntOrString: nothing can hide in it.
            return Map.of();
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object read(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
