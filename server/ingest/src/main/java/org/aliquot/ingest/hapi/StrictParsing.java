package org.aliquot.ingest.hapi;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;

/**
 * Refuses whatever HAPI's {@code StrictErrorHandler} refuses, in words that quote no value: a bad value may be a patient's
 * name in the wrong element.
 */
final class StrictParsing implements IParserErrorHandler {
    /** Carries a message that is fit to be shown. */
    static final class Refusal extends DataFormatException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    @Override
    public void containedResourceWithNoId(IParseLocation location) {
        // HAPI's strict handler refuses, too.
        throw new Refusal("a contained resource has no id, so nothing can refer to it");
    }

    @Override
    public void incorrectJsonType(
            IParseLocation location,
            String elementName,
            ValueType expected,
            ScalarType expectedScalar,
            ValueType found,
            ScalarType foundScalar) {
        throw new Refusal("element '" + elementName + "' is " + named(found, foundScalar) + ", expected "
                + named(expected, expectedScalar));
    }

    @Override
    public void invalidValue(IParseLocation location, String value, String error) {
        throw new Refusal("element '" + elementOf(location) + "' has a value its type does not allow");
    }

    @Override
    public void missingRequiredElement(IParseLocation location, String elementName) {
        throw new Refusal("an extension has no '" + elementName + "'");
    }

    @Override
    public void unexpectedRepeatingElement(IParseLocation location, String elementName) {
        throw new Refusal("element '" + elementName + "' is given more than once, expected at most once");
    }

    @Override
    public void unknownAttribute(IParseLocation location, String attributeName) {
        throw new Refusal("unknown attribute '" + attributeName + "'");
    }

    @Override
    public void unknownElement(IParseLocation location, String elementName) {
        throw new Refusal("unknown element '" + elementName + "'");
    }

    @Override
    public void unknownReference(IParseLocation location, String reference) {
        throw new Refusal("a reference names a contained resource that is not there");
    }

    @Override
    public void extensionContainsValueAndNestedExtensions(IParseLocation location) {
        throw new Refusal("an extension has both a value and extensions, expected one of them");
    }

    @Override
    public void invalidInternalReference(IParseLocation location, String reference) {
        throw new Refusal("a reference names a contained resource that is not there");
    }

    private static String elementOf(IParseLocation location) {
        return location == null ? "?" : String.valueOf(location.getParentElementName());
    }

    private static String named(ValueType type, ScalarType scalar) {
        return (scalar == null ? String.valueOf(type) : String.valueOf(scalar)).toLowerCase(java.util.Locale.ROOT);
    }
}
