package org.aliquot.server.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The plans of statements that a server has just had PostgreSQL run, from the log of its module auto_explain: the
 * statements are HAPI's own, with their real parameters.
 */
final class Plans {
    /** Settings that the embedded PostgreSQL has to be started with. */
    static final String SETTINGS = """
            aliquot:
              database:
                embedded:
                  settings:
                    session_preload_libraries: auto_explain
                    auto_explain.log_min_duration: "0"
                    auto_explain.log_format: json
              fhir:
                full-text: false
            """;

    private static final Pattern PLAN = Pattern.compile("plan:\\n((?:\\t.*\\n)+)");
    private static final int ATTEMPTS = 200;

    private final Path logs;
    private final DataSource dataSource;
    private final ObjectMapper json = new ObjectMapper();
    private final StringBuilder unread = new StringBuilder();
    private long position;
    private int marks;

    Plans(Path dataDir, DataSource dataSource) {
        this.logs = dataDir.resolve("logs");
        this.dataSource = dataSource;
    }

    /** Forgets what was run until now. */
    void forget() throws Exception {
        read();
    }

    /** The tables of which statements since the last call read every row. */
    Set<String> tablesReadWhole() throws Exception {
        Set<String> tables = new TreeSet<>();
        Matcher plan = PLAN.matcher(read());
        while (plan.find()) {
            collect(json.readTree(plan.group(1)).path("Plan"), tables);
        }
        return tables;
    }

    private static void collect(JsonNode node, Set<String> tables) {
        if (node.path("Node Type").asText().endsWith("Seq Scan")) {
            tables.add(node.path("Relation Name").asText());
        }
        node.path("Plans").forEach(child -> collect(child, tables));
    }

    // The log is written by a process of its own: a statement of ours marks the end of what was run before it. A read
    // may
    // meet a plan of which half is written, the mark's own included: what follows the mark waits for the next call.
    private String read() throws IOException, SQLException, InterruptedException {
        String mark = "end of plans " + ++marks + "'";
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select '" + mark);
        }
        for (int attempt = 0; attempt < ATTEMPTS && unread.indexOf(mark) < 0; attempt++) {
            unread.append(more());
            Thread.sleep(20);
        }
        int end = unread.indexOf(mark);
        if (end < 0) {
            throw new IOException("auto_explain writes nothing to " + logs);
        }
        String before = unread.substring(0, unread.lastIndexOf("plan:", end));
        unread.delete(0, end + mark.length());
        return before;
    }

    private String more() throws IOException {
        Path newest;
        try (Stream<Path> files = Files.list(logs)) {
            newest = files.max((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(newest.toFile(), "r")) {
            byte[] bytes = new byte[(int) (file.length() - Math.min(position, file.length()))];
            file.seek(position);
            file.readFully(bytes);
            position += bytes.length;
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
