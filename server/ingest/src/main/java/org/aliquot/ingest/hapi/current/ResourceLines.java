package org.aliquot.ingest.hapi.current;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.aliquot.ingest.copy.CopyRow;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@link VersionQueries#rows} as a line of NDJSON. HAPI stores a resource without {@code id}, and without {@code meta} but for
 * extensions in it; the rest of the text is copied as it stands, so that digits stay as they were reported. One thread at a time.
 */
public final class ResourceLines {
    private static final int TYPE = 1;
    private static final int ID = 2;
    private static final int VERSION = 3;
    private static final int UPDATED = 4;
    private static final int SOURCE = 5;
    private static final int REQUEST = 6;
    private static final int ENCODING = 7;
    private static final int TEXT = 8;
    private static final int COMPRESSED = 9;

    private static final byte[] START = ascii("{\"resourceType\":\"");
    private static final byte[] META = ascii(",\"meta\":{");
    private static final int MILLIS = 1_000;
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();

    private final Labels labels;
    private final JsonLine line = new JsonLine();
    private long second = Long.MIN_VALUE;
    private String secondText = "";
    private String lastUri = "";
    private String lastRequest = "";
    private byte[] lastSource = {};

    public ResourceLines(Labels labels) {
        this.labels = labels;
    }

    /** RES_ID of a row. */
    public static long pid(CopyRow row) {
        return row.bigint(0);
    }

    /** Type of a row. */
    public static String type(CopyRow row) {
        String type = row.text(TYPE);
        return type == null ? "" : type;
    }

    /**
     * The resource without a line feed, in a buffer of this object's; good until the next call.
     *
     * @param tags the numbers of its labels, where it has some
     * @throws IOException where the stored text is not such a resource; says which
     */
    public JsonLine of(CopyRow row, @Nullable List<Long> tags) throws IOException {
        byte[] text = row.bytes();
        int from = row.isNull(TEXT) ? 0 : row.offset(TEXT);
        int to = row.isNull(TEXT) ? 0 : from + row.length(TEXT);
        if (row.isNull(TEXT)) {
            text = unpacked(row);
            to = text.length;
        }
        int start = from;
        int typeLength = row.length(TYPE);
        int afterType = start + START.length + typeLength + 1;
        if (to < afterType + 1
                || !Arrays.equals(text, start, start + START.length, START, 0, START.length)
                || !Arrays.equals(
                        text,
                        start + START.length,
                        start + START.length + typeLength,
                        row.bytes(),
                        row.offset(TYPE),
                        row.offset(TYPE) + typeLength)
                || text[afterType - 1] != '"') {
            throw unreadable(row, "its text does not begin with its type");
        }
        line.reset();
        line.write(text, start, afterType - start);
        ascii(line, ",\"id\":\"");
        line.write(row.bytes(), row.offset(ID), row.length(ID));
        ascii(line, "\",\"meta\":{\"versionId\":\"");
        ascii(line, Long.toString(row.bigint(VERSION)));
        ascii(line, "\",\"lastUpdated\":\"");
        instant(row.timestamp(UPDATED));
        line.write('"');
        source(row);
        line.writeBytes(labels.json(tags));
        int rest = afterType;
        if (startsWith(text, afterType, to, META)) {
            int inside = afterType + META.length;
            int end = endOfObject(row, text, inside - 1, to);
            if (end > inside + 1) {
                line.write(',');
                line.write(text, inside, end - 1 - inside);
            }
            rest = end;
        }
        line.write('}');
        line.write(text, rest, to - rest);
        return line;
    }

    private static boolean startsWith(byte[] text, int from, int to, byte[] start) {
        return to - from >= start.length && Arrays.equals(text, from, from + start.length, start, 0, start.length);
    }

    private static byte[] unpacked(CopyRow row) throws IOException {
        if (row.isNull(COMPRESSED)) {
            throw unreadable(row, "it has no text, its encoding is " + row.text(ENCODING));
        }
        try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(row.copy(COMPRESSED)))) {
            return text.readAllBytes();
        } catch (IOException e) {
            throw unreadable(row, "its packed text is damaged");
        }
    }

    /** Behind the closing brace of the object that begins here. */
    private static int endOfObject(CopyRow row, byte[] text, int from, int to) throws IOException {
        try (JsonParser parser = JSON.createParser(text, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(row, "its meta is no object");
            }
            parser.skipChildren();
            return from + (int) parser.currentLocation().getByteOffset();
        } catch (JsonProcessingException e) {
            throw unreadable(row, "its meta is no JSON");
        }
    }

    // Reports come second by second: the formatter is asked once for each.
    private void instant(long millis) {
        long now = Math.floorDiv(millis, MILLIS);
        if (now != second) {
            second = now;
            secondText = SECOND.format(Instant.ofEpochSecond(now));
        }
        int fraction = Math.floorMod(millis, MILLIS);
        ascii(line, secondText);
        line.write('.');
        line.write('0' + fraction / 100);
        line.write('0' + fraction / 10 % 10);
        line.write('0' + fraction % 10);
        ascii(line, "+00:00");
    }

    private void source(CopyRow row) {
        if (row.isNull(SOURCE) && row.isNull(REQUEST)) {
            return;
        }
        String uri = Objects.requireNonNullElse(row.text(SOURCE), "");
        String request = Objects.requireNonNullElse(row.text(REQUEST), "");
        // What one request brought stands together.
        if (!uri.equals(lastUri) || !request.equals(lastRequest)) {
            lastUri = uri;
            lastRequest = request;
            lastSource = source(uri, request);
        }
        line.writeBytes(lastSource);
    }

    // As HAPI: a request's number takes the place of whatever fragment the source has.
    private static byte[] source(String uri, String request) {
        int fragment = uri.indexOf('#');
        String source =
                (fragment < 0 ? uri : uri.substring(0, fragment)).strip() + (request.isBlank() ? "" : "#" + request);
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        if (!source.isEmpty()) {
            element.writeBytes(ascii(",\"source\":"));
            element.writeBytes(Labels.quoted(source));
        }
        return element.toByteArray();
    }

    private static IOException unreadable(CopyRow row, String why) {
        return new UnreadableResourceException(
                type(row) + "/" + row.text(ID) + " version " + row.bigint(VERSION) + ": " + why);
    }

    private static void ascii(JsonLine line, String text) {
        line.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
