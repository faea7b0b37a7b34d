package org.aliquot.server.auth.smart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.aliquot.server.auth.client.Hashes;
import org.springframework.jdbc.core.JdbcTemplate;

/** Contexts that an EHR has announced, until an app comes with their names. Each is good once, and for a few minutes. */
public final class LaunchStore {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JdbcTemplate jdbc;
    private final Clock clock;

    public LaunchStore(DataSource dataSource, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.clock = clock;
    }

    /** The launch parameter to open the app with. */
    String announce(LaunchContext context) {
        String launch = Hashes.random();
        jdbc.update("delete from aliquot_launch where expires_at < ?", Timestamp.from(clock.instant()));
        try {
            jdbc.update(
                    "insert into aliquot_launch (launch_hash, context, expires_at) values (?, ?, ?)",
                    Hashes.of(launch),
                    JSON.writeValueAsString(context),
                    Timestamp.from(clock.instant().plus(LIFE)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a context is always JSON", e);
        }
        return launch;
    }

    /** The context of this name, which then is used up. */
    Optional<LaunchContext> take(String launch) {
        return jdbc
                .queryForList(
                        "delete from aliquot_launch where launch_hash = ? and expires_at >= ? returning context",
                        String.class,
                        Hashes.of(launch),
                        Timestamp.from(clock.instant()))
                .stream()
                .findFirst()
                .map(LaunchStore::read);
    }

    private static LaunchContext read(String json) {
        try {
            return JSON.readValue(json, LaunchContext.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept launch context is not what it was", e);
        }
    }
}
