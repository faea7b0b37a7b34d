package org.aliquot.ingest.rows.path;

import org.aliquot.ingest.rows.IndexRow;
import org.aliquot.ingest.rows.json.Element;
import org.aliquot.ingest.rows.json.Field;
import org.aliquot.ingest.rows.json.NotUnderstoodException;
import org.aliquot.ingest.rows.json.Part;
import org.aliquot.ingest.rows.json.Reason;

/** Positions: {@code addCoords_Position}. */
final class PositionRows implements ValueRows {
    /** The only path that HAPI knows as a position: {@code COORDS_INDEX_PATHS}. */
    static final String PATH = "Location.position";

    private final String param;

    PositionRows(SearchParam param) {
        this.param = param.code();
    }

    @Override
    public void add(Field field, Object value, Path path, Rows rows) throws NotUnderstoodException {
        String latitude = ((Element) value).text(Part.LATITUDE);
        String longitude = ((Element) value).text(Part.LONGITUDE);
        if (latitude == null || longitude == null) {
            return;
        }
        double north = Double.parseDouble(latitude);
        double east = Double.parseDouble(longitude);
        // HAPI brings what lies outside back onto the globe.
        if (Math.abs(north) > 90 || Math.abs(east) >= 180) {
            throw NotUnderstoodException.because(Reason.ODD_VALUE);
        }
        rows.add(new IndexRow.Coordinates(param, north, east));
    }
}
