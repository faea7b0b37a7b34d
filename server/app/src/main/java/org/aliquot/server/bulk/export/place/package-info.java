/**
 * Where the files of exports are kept once they are complete: in a folder of this machine, or in a bucket ({@code place.s3}).
 *
 * <p>Arrive: files, one by one, as they become complete. Leave: what there is of a job, with its size, and where to fetch it. Files are
 * made on this machine's disk in any case; {@link org.aliquot.server.bulk.export.place.Intake} says where.
 *
 * <p>Must not know: how files are made, who ordered them, HTTP.
 */
package org.aliquot.server.bulk.export.place;
