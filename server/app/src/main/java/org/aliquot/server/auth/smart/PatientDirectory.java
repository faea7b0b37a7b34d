package org.aliquot.server.auth.smart;

import java.util.List;
import java.util.Optional;

/** Patients to choose one of, where an app is launched about a patient and nobody said which. */
public interface PatientDirectory {
    /** What a person tells patients apart by. */
    record Entry(String id, String name, String birthDate, String recordNumber) {}

    /**
     * At most a screenful, by name or record number.
     *
     * @param isWithSensitive whether those, too, who are labelled as sensitive
     */
    List<Entry> find(String text, boolean isWithSensitive);

    /** @param isWithSensitive as in {@link #find} */
    Optional<Entry> byId(String id, boolean isWithSensitive);

    boolean exists(String type, String id);
}
