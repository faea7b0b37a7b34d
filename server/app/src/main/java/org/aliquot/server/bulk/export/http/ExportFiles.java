package org.aliquot.server.bulk.export.http;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.auth.access.Access;
import org.aliquot.server.bulk.export.job.ExportJob;
import org.aliquot.server.bulk.export.job.ExportJobs;
import org.aliquot.server.bulk.export.place.FileType;
import org.aliquot.server.bulk.export.place.Kept;
import org.aliquot.server.bulk.export.place.PlaceException;
import org.aliquot.server.web.PlainPath;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Files of exports: {@code GET [base]/$export-file/JOB/NAME}. Part of one ({@code Range}, {@code If-Range}) for whoever was
 * interrupted; NDJSON packed (gzip) for whoever takes it so. Of one that is elsewhere the address, which is good for a short time (307).
 */
public final class ExportFiles {
    static final String PATH = "/$export-file/";
    private static final String SERVLET = "/fhir";
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9a-f-]{36})/([A-Za-z][A-Za-z0-9_-]*(?:\\.[a-z0-9]+)*\\.(?:ndjson|parquet|csv|json))");
    private static final String GIVEN = ExportFiles.class.getName();

    private final ClientExports exports;
    private final ExportJobs jobs;
    private final Plain plain = new Plain();

    public ExportFiles(ClientExports exports, ExportJobs jobs) throws Exception {
        this.exports = exports;
        this.jobs = jobs;
        plain.setCacheControl(CacheControl.noStore());
        plain.setEtagGenerator(ExportFiles::tag);
        plain.afterPropertiesSet();
    }

    /** Spring's way with files, for one that was found already. */
    private static final class Plain extends ResourceHttpRequestHandler {
        @Override
        protected Resource getResource(HttpServletRequest request) {
            return (Resource) request.getAttribute(GIVEN);
        }

        @Override
        protected MediaType getMediaType(HttpServletRequest request, Resource resource) {
            return MediaType.parseMediaType(type(request).mediaType());
        }
    }

    /** Whether a request is about a file. */
    public static boolean isAbout(HttpServletRequest request) {
        return PlainPath.of(request).startsWith(SERVLET + PATH);
    }

    /**
     * @return false where there is no such file, or not for this bearer
     * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException where that cannot be found out now
     */
    public boolean answer(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean isFetch =
                request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        Optional<Kept> file = isFetch ? file(request) : Optional.empty();
        if (file.isEmpty()) {
            return false;
        }
        if (file.get() instanceof Kept.OnDisk onDisk) {
            send(onDisk.path(), request, response);
        } else if (file.get() instanceof Kept.Elsewhere elsewhere) {
            point(elsewhere, request, response);
        }
        return true;
    }

    private static void point(Kept.Elsewhere file, HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        if (request.getMethod().equals("HEAD")) {
            // The address is good for GET alone.
            response.setContentType(type(request).mediaType());
            response.setContentLengthLong(file.bytes());
            response.setHeader("Accept-Ranges", "bytes");
        } else {
            response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
            response.setHeader("Location", file.url().toString());
        }
    }

    private void send(Path file, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (type(request).isText() && isPacked(request)) {
            response.setContentType(type(request).mediaType());
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Content-Encoding", "gzip");
            response.setHeader("Vary", "Accept-Encoding");
            Packed.copy(file, response.getOutputStream());
        } else {
            response.setHeader("Vary", "Accept-Encoding");
            Resource resource = new FileSystemResource(file);
            request.setAttribute(GIVEN, resource);
            boolean isWhole = isOfAnother(request, resource) || isInUnknownUnits(request);
            plain.handleRequest(isWhole ? new Whole(request) : request, new Refusing(response));
        }
    }

    /** What Spring would tell in its own words is thrown, for an answer like all others. Headers stay. */
    private static final class Refusing extends HttpServletResponseWrapper {
        private static final int OF_SERVER = 500;

        Refusing(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendError(int status) throws IOException {
            if (status >= OF_SERVER) {
                super.sendError(status);
                return;
            }
            throw BaseServerResponseException.newInstance(
                    status,
                    status == SC_REQUESTED_RANGE_NOT_SATISFIABLE
                            ? "header Range: this file has no such part; Content-Range says how long it is"
                            : "this file cannot be had so");
        }
    }

    private static FileType type(HttpServletRequest request) {
        return FileType.of(PlainPath.of(request));
    }

    private Optional<Kept> file(HttpServletRequest request) throws IOException {
        Matcher address = ADDRESS.matcher(PlainPath.of(request).substring((SERVLET + PATH).length()));
        if (!address.matches()) {
            return Optional.empty();
        }
        Optional<ExportJob> job =
                exports.find(address.group(1), Access.of(request).orElseThrow());
        try {
            return job.isEmpty() ? Optional.empty() : jobs.file(job.get(), address.group(2));
        } catch (PlaceException e) {
            throw new PlaceAway(e);
        }
    }

    private static @Nullable String tag(Resource resource) {
        try {
            return "\"" + resource.contentLength() + "-" + resource.lastModified() + "\"";
        } catch (IOException e) {
            return null;
        }
    }

    /** RFC 9110, 13.1.5: the part wanted is of a file that is not this one. Spring does not look at it. */
    private static boolean isOfAnother(HttpServletRequest request, Resource resource) {
        String of = request.getHeader("If-Range");
        return of != null && !of.equals(tag(resource));
    }

    /** RFC 9110, 14.2: those are as if they were not there. Spring refuses them. */
    private static boolean isInUnknownUnits(HttpServletRequest request) {
        String range = request.getHeader("Range");
        return range != null && !range.startsWith("bytes=");
    }

    /** The same request for all of it. */
    private static final class Whole extends HttpServletRequestWrapper {
        Whole(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase("Range") ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase("Range") ? Collections.emptyEnumeration() : super.getHeaders(name);
        }
    }

    private static boolean isPacked(HttpServletRequest request) {
        String accepted =
                Objects.toString(request.getHeader("Accept-Encoding"), "").toLowerCase(Locale.ROOT);
        return request.getMethod().equals("GET")
                && request.getHeader("Range") == null
                && Pattern.compile("(^|,)\\s*(gzip|\\*)\\s*(;\\s*q=(1|0\\.[0-9]*[1-9][0-9]*|1\\.0*))?\\s*(,|$)")
                        .matcher(accepted)
                        .find();
    }
}
