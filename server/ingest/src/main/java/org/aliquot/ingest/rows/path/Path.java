package org.aliquot.ingest.rows.path;

import java.util.List;
import org.aliquot.ingest.rows.json.Child;
import org.aliquot.ingest.rows.json.Chosen;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.jspecify.annotations.Nullable;

/**
 * A compiled expression.
 *
 * @param literal as the search parameter has it
 * @param notFalse whether its value is not the values it finds but whether there is one other than {@code false}: the form
 *     {@code x.exists() and x != false}
 */
record Path(String literal, List<Step> steps, boolean notFalse) {
    Path {
        steps = List.copyOf(steps);
    }

    /** Takes what is found. */
    @FunctionalInterface
    interface Visitor {
        /** @param value a string of a primitive, or an element */
        void visit(Field field, Object value) throws NotUnderstoodException;
    }

    void visit(Element resource, Visitor visitor) throws NotUnderstoodException {
        walk(0, null, resource, visitor);
    }

    private void walk(int at, @Nullable Field field, Object value, Visitor visitor) throws NotUnderstoodException {
        if (at == steps.size()) {
            if (field != null) {
                visitor.visit(field, value);
            }
            return;
        }
        Step step = steps.get(at);
        if (step instanceof Step.To to) {
            walkTo(at + 1, to.child(), (Element) value, visitor);
        } else if (passes(step, field, value)) {
            walk(at + 1, field, value, visitor);
        }
    }

    private void walkTo(int at, Child child, Element parent, Visitor visitor) throws NotUnderstoodException {
        Object found = parent.get(child);
        if (found == null) {
            return;
        }
        if (found instanceof List<?> values) {
            for (int i = 0; i < values.size(); i++) {
                walk(at, child.only(), values.get(i), visitor);
            }
        } else if (found instanceof Chosen chosen) {
            walk(at, chosen.field(), chosen.value(), visitor);
        } else {
            walk(at, child.only(), found, visitor);
        }
    }

    private static boolean passes(Step step, @Nullable Field field, Object value) {
        if (step instanceof Step.As as) {
            return field != null && field.fhirType().equals(as.fhirType());
        }
        if (step instanceof Step.Where where) {
            return value instanceof Element element && where.value().equals(element.get(where.child()));
        }
        String type = ((Step.RefersTo) step).resourceType();
        String reference = value instanceof Element element ? element.text(Part.REFERENCE) : null;
        return reference != null
                && reference.length() > type.length()
                && reference.charAt(type.length()) == '/'
                && reference.startsWith(type);
    }
}
