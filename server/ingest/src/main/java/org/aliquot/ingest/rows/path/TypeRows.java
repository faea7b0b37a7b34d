package org.aliquot.ingest.rows.path;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.ElementType;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Schema;

/** All search parameters of one resource type, compiled. Thread-safe. */
public final class TypeRows {
    private final List<CompiledParam> params;
    private final Map<String, String> notCompiled;
    private final boolean absentFields;

    private TypeRows(List<CompiledParam> params, Map<String, String> notCompiled, boolean absentFields) {
        this.params = params;
        this.notCompiled = notCompiled;
        this.absentFields = absentFields;
    }

    public static TypeRows compile(
            Schema schema, ElementType resource, Collection<SearchParam> params, RowSettings settings) {
        PathCompiler compiler = new PathCompiler(schema, resource);
        List<CompiledParam> compiled = new ArrayList<>();
        Map<String, String> notCompiled = new LinkedHashMap<>();
        for (SearchParam param : params) {
            try {
                CompiledParam each = CompiledParam.of(param, settings, compiler);
                if (!each.paths().isEmpty() || settings.absentFields()) {
                    compiled.add(each);
                }
            } catch (NotCompiledException e) {
                notCompiled.put(param.code(), e.getMessage());
            }
        }
        return new TypeRows(List.copyOf(compiled), Map.copyOf(notCompiled), settings.absentFields());
    }

    /** Parameters whose expressions are not compiled, and what in them: {@link #rowsOf} has no rows of theirs. */
    public Map<String, String> notCompiled() {
        return notCompiled;
    }

    /** How many parameters are compiled. */
    public int compiled() {
        return params.size();
    }

    public Rows rowsOf(Element resource) throws NotUnderstoodException {
        Rows rows = new Rows();
        for (int i = 0; i < params.size(); i++) {
            CompiledParam param = params.get(i);
            param.extract(resource, rows);
            if (absentFields) {
                addAbsence(param.param(), rows);
            }
        }
        return rows;
    }

    // ResourceIndexedSearchParams.findMissingSearchParams, and the presence of references
    private static void addAbsence(SearchParam param, Rows rows) {
        String code = param.code();
        switch (param.kind()) {
            case REFERENCE -> rows.add(new IndexRow.ReferencePresence(code, rows.referenceSeen()));
            case TOKEN -> addIfLacking(param, IndexRow.Token.class, IndexRow.Kind.TOKEN, rows);
            case STRING -> addIfLacking(param, IndexRow.Text.class, IndexRow.Kind.STRING, rows);
            case DATE -> addIfLacking(param, IndexRow.DateRange.class, IndexRow.Kind.DATE, rows);
            case NUMBER -> addIfLacking(param, IndexRow.Number.class, IndexRow.Kind.NUMBER, rows);
            case QUANTITY -> addIfLacking(param, IndexRow.Quantity.class, IndexRow.Kind.QUANTITY, rows);
            case URI -> addIfLacking(param, IndexRow.Uri.class, IndexRow.Kind.URI, rows);
            case SPECIAL -> addIfLacking(param, IndexRow.Coordinates.class, IndexRow.Kind.COORDINATES, rows);
        }
    }

    private static void addIfLacking(SearchParam param, Class<? extends IndexRow> row, IndexRow.Kind kind, Rows rows) {
        if (!param.resourceLevel() && !rows.has(row)) {
            rows.add(new IndexRow.Absent(param.code(), kind));
        }
    }
}
