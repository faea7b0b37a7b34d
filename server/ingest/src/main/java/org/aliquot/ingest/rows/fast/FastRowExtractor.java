package org.aliquot.ingest.rows.fast;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.aliquot.ingest.rows.ResourceRows;
import org.aliquot.ingest.rows.RowExtractor;
import org.aliquot.ingest.rows.json.CanonicalText;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;
import org.aliquot.ingest.rows.json.ResourceReader;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.rows.path.Rows;
import org.aliquot.ingest.rows.path.TypeRows;
import org.jspecify.annotations.Nullable;

/**
 * Rows without HAPI's model and without FHIRPath. Answers only where it is sure to answer as HAPI would, and refuses
 * nothing: what it does not understand it leaves to the next extractor, and counts.
 */
public final class FastRowExtractor implements RowExtractor {
    private final Schema schema;
    private final ResourceReader reader;
    private final OtherParams others;
    private final Absences absences = new Absences();
    private final LongAdder helped = new LongAdder();
    private volatile Compiled compiled;

    /**
     * Compiles definitions, each type's when first met.
     *
     * @param context as the server uses it; its parser options are taken to be HAPI's
     * @param others for parameters that are not compiled
     */
    public FastRowExtractor(FhirContext context, Definitions definitions, OtherParams others) {
        this.schema = new Schema(context);
        this.reader = new ResourceReader(schema);
        this.others = Objects.requireNonNull(others, "others");
        this.compiled = new Compiled(definitions);
    }

    /** Other search parameters or settings hold from now on; resources under way keep those they began with. */
    public void use(Definitions definitions) {
        compiled = new Compiled(definitions);
    }

    /** What was left to another extractor. */
    public Absences absences() {
        return absences;
    }

    /** For how many resources another extractor was asked about parameters that are not compiled. */
    public long helped() {
        return helped.sum();
    }

    /** How the search parameters in force were compiled; compiles those of types not met yet. */
    public Compilation compilation() {
        Compiled current = compiled;
        int count = 0;
        Map<String, String> problems = new TreeMap<>();
        for (String type : current.definitions.params().keySet()) {
            Optional<ElementType> resource =
                    current.definitions.leftOut().contains(type) ? Optional.empty() : schema.resource(type);
            if (resource.isPresent()) {
                TypeRows rows = current.of(resource.get());
                count += rows.compiled();
                rows.notCompiled().forEach((code, problem) -> problems.put(type + "." + code, problem));
            }
        }
        return new Compilation(count, problems);
    }

    @Override
    public Optional<ResourceRows> rowsOf(byte[] json) {
        try {
            return Optional.of(rows(json));
        } catch (NotUnderstoodException e) {
            absences.count(e.reason());
            return Optional.empty();
        }
    }

    private ResourceRows rows(byte[] json) throws NotUnderstoodException {
        Compiled current = compiled;
        ResourceReader.Read read = reader.read(json);
        Element resource = read.resource();
        String type = resource.type().name();
        if (current.definitions.leftOut().contains(type)) {
            throw NotUnderstoodException.because(Reason.NOT_A_RESOURCE);
        }
        TypeRows program = current.of(resource.type());
        Rows rows = program.rowsOf(resource);
        if (!program.notCompiled().isEmpty()) {
            addOthers(json, program.notCompiled().keySet(), rows);
        }
        @Nullable Element meta = resource.element(Part.META);
        return new ResourceRows(
                type,
                resource.id(),
                CanonicalText.of(read),
                MetaTags.of(meta),
                current.definitions.settings().source() ? MetaTags.sourceOf(meta) : null,
                rows.index(),
                rows.links());
    }

    private void addOthers(byte[] json, Set<String> codes, Rows rows) throws NotUnderstoodException {
        Optional<OtherParams.Found> found = others.of(json, codes);
        if (found.isEmpty()) {
            throw NotUnderstoodException.because(Reason.NEEDS_FHIRPATH);
        }
        helped.increment();
        rows.addOthers(found.get().index(), found.get().links());
    }

    /** Programs for some definitions, each type's made when first met. */
    private final class Compiled {
        private final Definitions definitions;
        private final Map<ElementType, TypeRows> types = new ConcurrentHashMap<>();

        Compiled(Definitions definitions) {
            this.definitions = definitions;
        }

        TypeRows of(ElementType type) {
            TypeRows known = types.get(type);
            return known != null ? known : types.computeIfAbsent(type, this::compile);
        }

        private TypeRows compile(ElementType type) {
            return TypeRows.compile(
                    schema, type, definitions.params().getOrDefault(type.name(), List.of()), definitions.settings());
        }
    }
}
