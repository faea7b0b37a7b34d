/**
 * Pages for people: the Results app.
 *
 * <p>Arrives: requests below {@code /apps}. Leaves: files of this build. The app itself runs in the browser and comes to the data
 * as any other app does, by SMART App Launch and FHIR REST: nothing here gives it more.
 *
 * <p>Must not know: patients.
 */
package org.aliquot.server.ui;
