package org.aliquot.ingest.bulk;

import java.sql.SQLException;

/** What resources need before they are changed, where tables may lack it for a while. Thread-safe. */
public interface UpdateReadiness {
    /** Tables lack nothing. */
    UpdateReadiness ALWAYS = new UpdateReadiness() {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void makeReady() {
            // It is.
        }
    };

    /** Whether a resource that is stored may be changed now. */
    boolean isReady();

    /** Returns once it may. The caller holds no transaction that writes: others' are waited for. */
    void makeReady() throws SQLException;
}
