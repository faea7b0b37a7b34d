package org.aliquot.server.bulk.export.place.s3;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.aliquot.server.bulk.export.place.FileType;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** One bucket: what is asked of it, and what its failures mean. */
final class Bucket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bucket.class);

    /** So many parts an object may have. */
    private static final int MOST_PARTS = 10_000;

    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAILS = 500;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int TIMED_OUT = 408;

    /** What came was not what was sent: the way was bad, not the request. */
    private static final Set<String> BROKEN_ON_THE_WAY = Set.of("BadDigest", "IncompleteBody", "RequestTimeout");

    private final String name;
    private final S3Client client;
    private final S3Presigner signer;
    private final long partSize;

    /** @param partSize bytes that go in one request; not less than 5 MB, which is the least of the protocol */
    Bucket(String name, S3Client client, S3Presigner signer, long partSize) {
        this.name = name;
        this.client = client;
        this.signer = signer;
        this.partSize = partSize;
    }

    /** Puts a whole file there, and looks whether it is. */
    void put(String key, Path file, long bytes, BooleanSupplier isStopped) throws IOException {
        if (bytes <= partSize) {
            Piece whole = new Piece(file, 0, bytes, isStopped);
            String checksum = whole.checksum();
            ask(() -> client.putObject(
                    put -> put.bucket(name).key(key).contentType(type(key)).contentMD5(checksum), body(key, whole)));
        } else {
            putInParts(key, file, bytes, isStopped);
        }
        long there = size(key).orElse(-1);
        if (there != bytes) {
            throw new PlaceException(
                    "bucket " + name + " took " + bytes + " bytes and has " + there, true, new IOException(key));
        }
    }

    private static RequestBody body(String key, Piece piece) {
        return RequestBody.fromContentProvider(piece, piece.length(), type(key));
    }

    private static String type(String key) {
        return FileType.of(key).mediaType();
    }

    private void putInParts(String key, Path file, long bytes, BooleanSupplier isStopped) throws IOException {
        String upload = ask(() -> client.createMultipartUpload(
                        create -> create.bucket(name).key(key).contentType(type(key))))
                .uploadId();
        boolean isThere = false;
        try {
            long size = Math.max(partSize, (bytes + MOST_PARTS - 1) / MOST_PARTS);
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < bytes; from += size) {
                int number = parts.size() + 1;
                Piece piece = new Piece(file, from, Math.min(size, bytes - from), isStopped);
                String checksum = piece.checksum();
                String tag = ask(() -> client.uploadPart(
                                part -> part.bucket(name)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(checksum),
                                body(key, piece)))
                        .eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
            }
            ask(() -> client.completeMultipartUpload(complete ->
                    complete.bucket(name).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts))));
            isThere = true;
        } finally {
            if (!isThere) {
                abort(key, upload);
            }
        }
    }

    private void abort(String key, String upload) {
        try {
            ask(() -> client.abortMultipartUpload(
                    abort -> abort.bucket(name).key(key).uploadId(upload)));
        } catch (PlaceException e) {
            // Parts cost room and are nobody's file; the bucket's own rule has to end them.
            LOG.warn("bucket {}: an upload to {} cannot be taken back: {}", name, key, e.getMessage());
        }
    }

    /** Bytes of an object; empty where there is none. */
    OptionalLong size(String key) throws PlaceException {
        return ask(() -> {
            try {
                return OptionalLong.of(
                        client.headObject(head -> head.bucket(name).key(key)).contentLength());
            } catch (NoSuchKeyException e) {
                return OptionalLong.empty();
            }
        });
    }

    /** Bytes of all objects whose keys begin so, by what follows. */
    Map<String, Long> sizes(String prefix) throws PlaceException {
        return ask(() -> {
            Map<String, Long> sizes = new HashMap<>();
            for (S3Object object : client.listObjectsV2Paginator(
                            list -> list.bucket(name).prefix(prefix))
                    .contents()) {
                sizes.put(object.key().substring(prefix.length()), object.size());
            }
            return sizes;
        });
    }

    /** What follows the beginning of keys, up to the next slash. */
    Set<String> folders(String prefix) throws PlaceException {
        return ask(() -> {
            Set<String> folders = new HashSet<>();
            for (CommonPrefix folder : client.listObjectsV2Paginator(
                            list -> list.bucket(name).prefix(prefix).delimiter("/"))
                    .commonPrefixes()) {
                folders.add(folder.prefix()
                        .substring(prefix.length(), folder.prefix().length() - 1));
            }
            return folders;
        });
    }

    /** Uploads that never came to an end, too. One by one: about the checksum that a list of many must have, storages differ. */
    void remove(String prefix) throws PlaceException {
        for (String rest : sizes(prefix).keySet()) {
            ask(() -> client.deleteObject(delete -> delete.bucket(name).key(prefix + rest)));
        }
        for (MultipartUpload open : uploads(prefix)) {
            abort(open.key(), open.uploadId());
        }
    }

    /** Uploads in parts that are under way, or whoever sent them is gone. */
    private List<MultipartUpload> uploads(String prefix) throws PlaceException {
        return ask(() -> {
            try {
                return client
                        .listMultipartUploadsPaginator(list -> list.bucket(name).prefix(prefix))
                        .uploads()
                        .stream()
                        // Some storages list all there are.
                        .filter(upload -> upload.key().startsWith(prefix))
                        .toList();
            } catch (S3Exception e) {
                if (e.statusCode() >= SERVER_FAILS && e.statusCode() != NOT_IMPLEMENTED) {
                    throw e;
                }
                // Not every storage lists them, and not every key may ask: then the bucket's own rule has to end them.
                LOG.debug("bucket {}: uploads under way are not told: {}", name, e.statusCode());
                return List.of();
            }
        });
    }

    /** An address for one object, good for this long, for reading alone. */
    URI link(String key, Duration lifetime) {
        try {
            return signer.presignGetObject(sign -> sign.signatureDuration(lifetime)
                            .getObjectRequest(get -> get.bucket(name).key(key)))
                    .url()
                    .toURI();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the SDK's URL is none", e);
        }
    }

    private <T> T ask(Supplier<T> request) throws PlaceException {
        try {
            return request.get();
        } catch (S3Exception e) {
            throw refused(e);
        } catch (SdkException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CancellationException stopped) {
                    throw stopped;
                }
            }
            throw new PlaceException("bucket " + name + " cannot be reached", true, e);
        }
    }

    private PlaceException refused(S3Exception e) {
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : " " + e.awsErrorDetails().errorCode();
        int status = e.statusCode();
        boolean mayPass = status >= SERVER_FAILS
                || status == TOO_MANY
                || status == TIMED_OUT
                || BROKEN_ON_THE_WAY.contains(code.strip());
        String what = status == NOT_FOUND ? "is not there" : "refuses this";
        return new PlaceException(
                "bucket " + name + " " + (mayPass ? "fails" : what) + " (" + status + code + ")", mayPass, e);
    }

    @Override
    public void close() {
        signer.close();
        client.close();
    }
}
