package org.aliquot.server.settings;

import java.util.List;

/** Settings with rules that no annotation on one of them can say. */
interface CheckedSettings {
    /** One line for each problem: full property name, what is wrong, what is expected. */
    List<String> problems();
}
