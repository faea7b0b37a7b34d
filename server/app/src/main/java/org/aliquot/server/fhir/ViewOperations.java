package org.aliquot.server.fhir;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;
import org.jspecify.annotations.Nullable;

/**
 * The operations of SQL on FHIR v2, as R4 can tell of them: it has no ViewDefinition whose they would be, so they are the server's. HAPI
 * does not know them, because what answers them is no provider of its.
 */
final class ViewOperations {
    private static final String BASE = "http://sql-on-fhir.org/OperationDefinition/$";
    private static final String RUN = "viewdefinition-run";
    private static final String EXPORT = "viewdefinition-export";

    private ViewOperations() {}

    /** Names both. */
    static void addTo(CapabilityStatement statement) {
        for (String code : List.of(RUN, EXPORT)) {
            statement
                    .getRestFirstRep()
                    .addOperation()
                    .setName(code)
                    .setDefinition(BASE + code)
                    .setDocumentation(documentation(code));
        }
    }

    /** The one that is meant, by its canonical URL or its id. */
    static Optional<OperationDefinition> find(IIdType id) {
        return Optional.ofNullable(id.getIdPart())
                .map(part -> part.replaceFirst("^\\$", ""))
                .filter(part -> part.equals(RUN) || part.equals(EXPORT))
                .map(ViewOperations::of);
    }

    private static String documentation(String code) {
        return code.equals(RUN)
                ? "Rows of a view, at once; also ViewDefinition/$run and ViewDefinition/[id]/$run"
                : "Rows of views as files, when they are ready; also below ViewDefinition and ViewDefinition/[id]";
    }

    private static OperationDefinition of(String code) {
        OperationDefinition definition = new OperationDefinition();
        definition.setId("OperationDefinition/" + code);
        definition.setUrl(BASE + code);
        definition.setName(code.equals(RUN) ? "ViewDefinitionRun" : "ViewDefinitionExport");
        definition.setStatus(PublicationStatus.ACTIVE);
        definition.setKind(OperationKind.OPERATION);
        definition.setCode(code);
        definition.setDescription(documentation(code));
        definition.setAffectsState(false);
        definition.setSystem(true);
        definition.setType(false);
        definition.setInstance(false);
        if (code.equals(RUN)) {
            in(definition, "viewReference", "1", "Reference", "A view that is stored here: ViewDefinition/results");
            in(definition, "viewResource", "1", "Resource", "A view that comes along");
            in(definition, "resource", "*", "Resource", "What the rows are made of, instead of what is stored here");
            in(definition, "_limit", "1", "integer", "Most rows");
        } else {
            in(definition, "view", "*", null, "name, and viewReference or viewResource");
            in(definition, "clientTrackingId", "1", "string", "Comes back with the status");
        }
        in(definition, "_format", "1", "code", "ndjson, json, csv or parquet");
        in(definition, "header", "1", "boolean", "Whether CSV begins with the columns' names");
        in(definition, "patient", "*", "Reference", "Resources of these patients only");
        in(definition, "group", "1", "Reference", "Resources of this Group's members only");
        in(definition, "_since", "1", "instant", "Resources changed after it only");
        return definition;
    }

    private static void in(
            OperationDefinition definition, String name, String most, @Nullable String type, String documentation) {
        definition
                .addParameter()
                .setName(name)
                .setUse(OperationParameterUse.IN)
                .setMin(0)
                .setMax(most)
                .setType(type)
                .setDocumentation(documentation);
    }
}
