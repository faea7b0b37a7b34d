/**
 * What an operator can set: one validated record for each part of the server.
 *
 * <p>Arrives: command line, environment, the {@code --config} file. Leaves: records whose values are
 * all valid; otherwise one {@link org.aliquot.server.settings.SettingsException} that names every bad
 * setting at once. A new record is added to {@link org.aliquot.server.settings.Settings#ALL}.
 *
 * <p>Must not know: what the settings do.
 */
package org.aliquot.server.settings;
