/**
 * A bucket of S3 object storage as the place of exports.
 *
 * <p>{@link org.aliquot.server.bulk.export.place.s3.Bucket} is what is asked of the storage, and what of its answers becomes words;
 * {@link org.aliquot.server.bulk.export.place.s3.Uploads} sends files while others are still being made. Objects are called {@code
 * PREFIX/SERVER/JOB/NAME}, so that servers with one bucket leave each other's alone.
 *
 * <p>Only what every storage has is used: single and multipart uploads with Content-MD5, lists (version 2), HEAD, DELETE, and URLs
 * signed by Signature Version 4. The SDK is known here alone, and not loaded where no bucket is set.
 */
package org.aliquot.server.bulk.export.place.s3;
