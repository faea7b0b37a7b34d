package org.aliquot.server.generate;

/** What generated resources say of themselves in {@code meta.profile}. */
public enum Claims {
    /** Nothing, as most laboratories' data. */
    NONE,
    /** The profile of the guide that they follow, as what our own mapping makes. */
    PROFILES
}
