package org.aliquot.ingest.rows.path;

import java.util.ArrayList;
import java.util.List;
import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.NotUnderstoodException;

/** A search parameter ready to be applied to resources of one type. */
record CompiledParam(SearchParam param, List<Path> paths, ValueRows values) {
    CompiledParam {
        paths = List.copyOf(paths);
    }

    static CompiledParam of(SearchParam param, RowSettings settings, PathCompiler compiler)
            throws NotCompiledException {
        List<Path> paths = new ArrayList<>();
        for (String branch : param.paths()) {
            if (treatsAlone(param, branch)) {
                throw new NotCompiledException("HAPI treats " + branch + " by itself");
            }
            compiler.compile(branch).ifPresent(paths::add);
        }
        if (paths.stream().anyMatch(Path::notFalse) && param.kind() != SearchParam.Kind.TOKEN) {
            throw new NotCompiledException("a condition that is no token");
        }
        return new CompiledParam(param, paths, values(param, settings));
    }

    private static boolean treatsAlone(SearchParam param, String branch) {
        return switch (param.kind()) {
            case TOKEN -> TokenRows.treatsAlone(branch);
            // HAPI indexes no other special parameter.
            case SPECIAL -> !branch.equals(PositionRows.PATH);
            default -> false;
        };
    }

    private static ValueRows values(SearchParam param, RowSettings settings) {
        return switch (param.kind()) {
            case TOKEN -> new TokenRows(param, settings);
            case STRING -> new TextRows(param);
            case DATE -> new DateRows(param, settings);
            case NUMBER -> new NumberRows(param);
            case QUANTITY -> new QuantityRows(param, settings);
            case URI -> new UriRows(param);
            case REFERENCE -> new ReferenceRows(param);
            case SPECIAL -> new PositionRows(param);
        };
    }

    void extract(Element resource, Rows rows) throws NotUnderstoodException {
        rows.nextParam();
        // Not for-each: this is the innermost loop of the bulk path.
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            if (path.notFalse()) {
                rows.add(new IndexRow.Token(param.code(), null, String.valueOf(isOtherThanFalse(resource, path))));
            } else {
                path.visit(resource, (field, value) -> values.add(field, value, path, rows));
            }
        }
    }

    private static boolean isOtherThanFalse(Element resource, Path path) throws NotUnderstoodException {
        boolean[] found = {false};
        path.visit(resource, (field, value) -> found[0] |= !value.equals("false"));
        return found[0];
    }
}
