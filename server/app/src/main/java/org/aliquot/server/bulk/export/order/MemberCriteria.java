package org.aliquot.server.bulk.export.order;

import ca.uhn.fhir.rest.param.ParameterUtil;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;

/**
 * The criteria of a Group, all of which its members meet: queries in the extension {@code member-filter} (Bulk Data Access IG 3.0.0-ballot,
 * profile Bulk Cohort Group), and {@code Group.characteristic} (FHIR R4) where its value is coded, a Quantity or a Range. A characteristic is
 * a patient's sex, or something that was observed of the patient: there is an Observation with that code and value, not entered in error.
 * Of a Group that is actual, characteristics tell what its members are like, and choose nobody; those with {@code exclude} leave out.
 */
public final class MemberCriteria {
    private static final String FILTER = "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
    private static final String LANGUAGE = "application/x-fhir-query";
    private static final Pattern QUERY = Pattern.compile("([A-Z][A-Za-z]+)\\?(.+)");

    /** {@code system|code} of "sex" as LOINC and SNOMED CT have it. */
    private static final Set<String> SEX = Set.of(
            "http://loinc.org|46098-0",
            "http://loinc.org|76689-9",
            "http://snomed.info/sct|263495000",
            "http://snomed.info/sct|734000001");

    private static final String GENDER = "http://hl7.org/fhir/administrative-gender|";

    /** {@code system|code} of a sex, and what {@code Patient.gender} has for it. */
    private static final Map<String, String> GENDERS = Map.ofEntries(
            Map.entry(GENDER + "female", "female"),
            Map.entry(GENDER + "male", "male"),
            Map.entry(GENDER + "other", "other"),
            Map.entry(GENDER + "unknown", "unknown"),
            Map.entry("http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender|F", "female"),
            Map.entry("http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender|M", "male"),
            Map.entry("http://snomed.info/sct|248152002", "female"),
            Map.entry("http://snomed.info/sct|248153007", "male"),
            Map.entry("http://loinc.org|LA3-6", "female"),
            Map.entry("http://loinc.org|LA2-8", "male"));

    private MemberCriteria() {}

    /**
     * Reads them.
     *
     * @throws UnprocessableEntityException where one is not understood: without it others would be members
     */
    public static List<MemberCriterion> of(Group group) {
        List<MemberCriterion> criteria = new ArrayList<>();
        for (Extension modifier : group.getModifierExtension()) {
            if (!FILTER.equals(modifier.getUrl())) {
                throw refusal(group, "modifierExtension " + modifier.getUrl(), "only member-filter is known");
            }
            criteria.add(filter(group, modifier));
        }
        for (Group.GroupCharacteristicComponent characteristic : group.getCharacteristic()) {
            if (chooses(group, characteristic)) {
                criteria.add(new MemberCriterion(search(group, characteristic), characteristic.getExclude()));
            }
        }
        return criteria;
    }

    // Whoever has what members do not have (they opted out, say) is left out, named or not: rather one too few than one
    // too many.
    private static boolean chooses(Group group, Group.GroupCharacteristicComponent characteristic) {
        return !group.getActual() || group.hasMember() && characteristic.getExclude();
    }

    private static UnprocessableEntityException refusal(Group group, String element, String what) {
        return new UnprocessableEntityException(
                "Group/" + group.getIdElement().getIdPart() + ", " + element + ": " + what);
    }

    private static MemberCriterion filter(Group group, Extension modifier) {
        Expression expression = modifier.getValue() instanceof Expression given ? given : new Expression();
        if (!LANGUAGE.equals(expression.getLanguage())) {
            throw refusal(group, "member-filter", "expected a valueExpression of the language " + LANGUAGE);
        }
        if (expression.getExpression() == null
                || !QUERY.matcher(expression.getExpression()).matches()) {
            throw refusal(group, "member-filter", "expected a search of one type, like Condition?code=E11.9");
        }
        return new MemberCriterion(expression.getExpression(), false);
    }

    private static String search(Group group, Group.GroupCharacteristicComponent characteristic) {
        if (characteristic.hasPeriod()
                && !characteristic.getPeriod().hasStart()
                && !characteristic.getPeriod().hasEnd()) {
            throw refusal(group, "characteristic.period", "expected a start or an end");
        }
        String codes = tokens(group, characteristic.getCode(), "characteristic.code");
        if (characteristic.getCode().getCoding().stream()
                .map(MemberCriteria::token)
                .anyMatch(SEX::contains)) {
            return "Patient?gender=" + sex(group, characteristic);
        }
        return "Observation?code=" + codes + "&status:not=entered-in-error" + value(group, characteristic)
                + during(characteristic.getPeriod());
    }

    /** What nobody's {@code gender} is would leave nobody out. */
    private static String sex(Group group, Group.GroupCharacteristicComponent characteristic) {
        Set<String> meant = new TreeSet<>();
        if (characteristic.getValue() instanceof CodeableConcept concept) {
            concept.getCoding().stream()
                    .map(coding -> GENDERS.get(coding.getSystem() + "|" + coding.getCode()))
                    .filter(Objects::nonNull)
                    .forEach(meant::add);
        }
        if (meant.size() != 1) {
            throw refusal(
                    group,
                    "characteristic.value[x]",
                    "expected one sex, with a code of http://hl7.org/fhir/administrative-gender (or F, M of HL7 V3;"
                            + " female, male of SNOMED CT or LOINC)");
        }
        return meant.iterator().next();
    }

    private static String value(Group group, Group.GroupCharacteristicComponent characteristic) {
        if (characteristic.getValue() instanceof CodeableConcept concept) {
            return "&value-concept=" + tokens(group, concept, "characteristic.value[x]");
        }
        if (characteristic.getValue() instanceof Quantity quantity && quantity.hasValue()) {
            return "&value-quantity=" + quantity(comparison(quantity), quantity);
        }
        if (characteristic.getValue() instanceof Range range
                && (range.getLow().hasValue() || range.getHigh().hasValue())) {
            return (range.getLow().hasValue() ? "&value-quantity=" + quantity("ge", range.getLow()) : "")
                    + (range.getHigh().hasValue() ? "&value-quantity=" + quantity("le", range.getHigh()) : "");
        }
        throw refusal(
                group,
                "characteristic.value[x]",
                "expected a CodeableConcept with codes, a Quantity or a Range; other criteria as member-filter");
    }

    private static String comparison(Quantity quantity) {
        if (!quantity.hasComparator()) {
            return "";
        }
        return switch (quantity.getComparator()) {
            case LESS_THAN -> "lt";
            case LESS_OR_EQUAL -> "le";
            case GREATER_THAN -> "gt";
            case GREATER_OR_EQUAL -> "ge";
            default -> "";
        };
    }

    private static String quantity(String prefix, Quantity quantity) {
        String unit = quantity.hasCode() ? quantity.getCode() : quantity.getUnit();
        String system = quantity.hasCode() && quantity.hasSystem() ? quantity.getSystem() : "";
        return UrlUtil.escapeUrlParam(
                prefix + quantity.getValue().toPlainString() + (unit == null ? "" : "|" + system + "|" + unit));
    }

    private static String during(Period period) {
        return (period.hasStart()
                        ? "&date=ge"
                                + UrlUtil.escapeUrlParam(
                                        period.getStartElement().getValueAsString())
                        : "")
                + (period.hasEnd()
                        ? "&date=le"
                                + UrlUtil.escapeUrlParam(period.getEndElement().getValueAsString())
                        : "");
    }

    private static String tokens(Group group, CodeableConcept concept, String element) {
        if (concept.getCoding().stream().noneMatch(Coding::hasCode)) {
            throw refusal(group, element, "expected a code");
        }
        return UrlUtil.escapeUrlParam(concept.getCoding().stream()
                .filter(Coding::hasCode)
                .map(MemberCriteria::token)
                .collect(Collectors.joining(",")));
    }

    private static String token(Coding coding) {
        return (coding.hasSystem() ? ParameterUtil.escape(coding.getSystem()) + "|" : "")
                + ParameterUtil.escape(coding.getCode());
    }
}
