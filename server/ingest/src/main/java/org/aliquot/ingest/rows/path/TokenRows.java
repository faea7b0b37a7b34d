package org.aliquot.ingest.rows.path;

import java.util.List;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.aliquot.ingest.rows.json.ValueType;
import org.jspecify.annotations.Nullable;

/** Tokens: {@code TokenExtractor}. */
final class TokenRows implements ValueRows {
    // Constants.PARAMQUALIFIER_TOKEN_OF_TYPE
    private static final String OF_TYPE = ":of-type";

    private final String param;
    private final boolean identifierTypes;
    private final @Nullable TextRows texts;

    TokenRows(SearchParam param, RowSettings settings) {
        this.param = param.code();
        this.identifierTypes = settings.identifierTypes();
        this.texts = param.textOfTokens() ? new TextRows(param) : null;
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        if (value instanceof String code) {
            add(field.valueType() == ValueType.BOUND_CODE ? field.systemOf(code) : null, code, rows);
            return;
        }
        Element element = (Element) value;
        if (path.literal().equals("Patient.communication")) {
            // The expression stops short of the language; HAPI goes on by itself.
            Element language = element.element(Part.LANGUAGE);
            if (language != null) {
                addConcept(language, rows);
            }
            return;
        }
        switch (field.valueType()) {
            case IDENTIFIER -> addIdentifier(element, rows);
            case CODEABLE_CONCEPT -> addConcept(element, rows);
            case CODING -> addCoding(element, rows);
            case CONTACT_POINT -> add(element.text(Part.SYSTEM), element.text(Part.VALUE), rows);
            default -> {
                // HAPI warns and goes on.
            }
        }
    }

    private void addConcept(Element concept, Rows rows) throws NotUnderstoodException {
        for (Object coding : concept.list(Part.CODING)) {
            addCoding((Element) coding, rows);
        }
        if (texts != null) {
            texts.add(concept.text(Part.TEXT), rows);
        }
    }

    private void addCoding(Element coding, Rows rows) throws NotUnderstoodException {
        add(coding.text(Part.SYSTEM), coding.text(Part.CODE), rows);
        if (texts != null) {
            texts.add(coding.text(Part.DISPLAY), rows);
        }
    }

    private void addIdentifier(Element identifier, Rows rows) throws NotUnderstoodException {
        String value = identifier.text(Part.VALUE);
        if (value == null) {
            return;
        }
        add(identifier.text(Part.SYSTEM), value, rows);
        Element type = identifier.element(Part.TYPE);
        if (!identifierTypes || type == null) {
            return;
        }
        for (Object each : type.list(Part.CODING)) {
            Element coding = (Element) each;
            String system = coding.text(Part.SYSTEM);
            String code = coding.text(Part.CODE);
            if (system != null && code != null) {
                rows.add(new IndexRow.Token(param + OF_TYPE, system, code + "|" + value));
            }
        }
    }

    private void add(@Nullable String system, @Nullable String value, Rows rows) throws NotUnderstoodException {
        if (system == null && value == null) {
            return;
        }
        // HAPI's hashes, by which it tells tokens apart, leave out spaces at the ends.
        if (value != null && isSpaced(value)) {
            throw NotUnderstoodException.because(Reason.ODD_VALUE);
        }
        rows.add(new IndexRow.Token(param, system, value));
    }

    private static boolean isSpaced(String value) {
        return value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ';
    }

    /** The paths whose values HAPI treats by the path, in ways this class does not. */
    static boolean treatsAlone(String path) {
        return List.of(
                        "Consent.source",
                        "Location.position",
                        "StructureDefinition.context",
                        "CapabilityStatement.rest.security",
                        "CodeSystem.concept.code",
                        "ValueSet.codeSystem.concept.code")
                .contains(path);
    }
}
