package org.aliquot.server.auth.user;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The accounts, in the table {@code aliquot_user}. */
public final class UserStore {
    /** Shortest password that a person may choose; NIST SP 800-63B asks for 8. */
    public static final int SHORTEST_PASSWORD = 10;

    /** bcrypt looks at no more bytes. */
    private static final int LONGEST_PASSWORD_BYTES = 72;

    private static final int MOST_FAILURES = 5;
    private static final Duration LOCKED_FOR = Duration.ofMinutes(15);
    private static final int STRENGTH = 11;
    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int ONE_TIME_LENGTH = 20;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final PasswordEncoder hashes = new BCryptPasswordEncoder(STRENGTH);
    /** Compared with where there is no such account: the answer takes as long. */
    private final String nobodys = hashes.encode("nobody's");

    public UserStore(DataSource dataSource, Clock clock) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.clock = clock;
    }

    private record Row(User user, String hash, byte @Nullable [] totpSecret) {}

    public boolean isEmpty() {
        return jdbc.queryForList("select 1 from aliquot_user limit 1").isEmpty();
    }

    public List<User> all() {
        return jdbc.query("select * from aliquot_user order by name", UserStore::row).stream()
                .map(Row::user)
                .toList();
    }

    /**
     * Makes an account, or gives the one of this name a new password; what apps may do in its name ends then.
     *
     * @return its one-time password
     */
    public String addOrReset(String name, Optional<String> fhirUser, Role role) {
        String password = oneTimePassword();
        jdbc.update(
                "insert into aliquot_user (name, edition, password_hash, is_one_time, fhir_user, role, created_at)"
                        + " values (?, ?, ?, true, ?, ?, ?) on conflict (name) do update set edition = excluded.edition,"
                        + " password_hash = excluded.password_hash, is_one_time = true, is_external = false,"
                        + " fhir_user = excluded.fhir_user, role = excluded.role, failures = 0, locked_until = null",
                name,
                UUID.randomUUID().toString(),
                hashes.encode(password),
                fhirUser.orElse(null),
                role.toString(),
                Timestamp.from(clock.instant()));
        endGrants(name);
        return password;
    }

    /** Makes an account for somebody who logs in elsewhere, or has the one of this name do so; it has no password here. */
    public void addExternal(String name, Optional<String> fhirUser, Role role) {
        jdbc.update(
                "insert into aliquot_user (name, edition, password_hash, is_one_time, is_external, fhir_user, role,"
                        + " created_at) values (?, ?, '', false, true, ?, ?, ?) on conflict (name) do update set"
                        + " edition = excluded.edition, password_hash = '', is_one_time = false, is_external = true, fhir_user = excluded.fhir_user, role = excluded.role,"
                        + " failures = 0, locked_until = null",
                name,
                UUID.randomUUID().toString(),
                fhirUser.orElse(null),
                role.toString(),
                Timestamp.from(clock.instant()));
        endGrants(name);
    }

    /** The account of somebody who has logged in elsewhere under this name; empty where it was not made for that. */
    public Optional<User> external(String name) {
        return jdbc.query("select * from aliquot_user where name = ? and is_external", UserStore::row, name).stream()
                .findFirst()
                .map(Row::user);
    }

    /** Takes an account away, with all that apps may do in its name. Whether there was one. */
    public boolean remove(String name) {
        endGrants(name);
        return jdbc.update("delete from aliquot_user where name = ?", name) > 0;
    }

    /**
     * Whether the account is what it was when this was read: not taken away, nor made anew, with no other password or role. A
     * lock is no change: anybody can bring one about.
     */
    public boolean isStill(User user) {
        return find(user.name())
                .map(Row::user)
                .map(User::edition)
                .filter(user.edition()::equals)
                .isPresent();
    }

    private void endGrants(String name) {
        jdbc.update(
                "update aliquot_grant set revoked_at = ?, version = version + 1"
                        + " where principal = ? and grant_type <> 'client_credentials' and revoked_at is null",
                Timestamp.from(clock.instant()),
                name);
    }

    /**
     * The account, where the password is its password and it is not locked. Where a code is due, wrong ones counted before it
     * still count.
     */
    public Optional<User> login(String name, String password) {
        Optional<Row> row = attempt(name);
        boolean isRight = password.getBytes(StandardCharsets.UTF_8).length <= LONGEST_PASSWORD_BYTES
                && hashes.matches(
                        password,
                        row.map(Row::hash).filter(hash -> !hash.isEmpty()).orElse(nobodys));
        if (row.isEmpty() || row.get().hash().isEmpty() || !isRight) {
            return Optional.empty();
        }
        if (row.get().user().isCodeDue()) {
            // Only this attempt is taken back: with the password alone nobody clears the way for more guesses at codes.
            jdbc.update(
                    "update aliquot_user set failures = failures - 1,"
                            + " locked_until = case when failures % ? = 0 then null else locked_until end where name = ?",
                    MOST_FAILURES, name);
        } else {
            jdbc.update("update aliquot_user set failures = 0, locked_until = null where name = ?", name);
        }
        return row.map(Row::user);
    }

    /**
     * Whether this is the code of the account's authenticator app now, not used before, and the account not locked. RFC 6238
     * 5.2: a code is good once.
     */
    public boolean isCode(String name, String code) {
        Optional<byte[]> secret = attempt(name).map(Row::totpSecret);
        OptionalLong step =
                secret.isPresent() ? Totp.stepOf(secret.get(), code.strip(), clock.instant()) : OptionalLong.empty();
        return step.isPresent()
                && jdbc.update(
                                "update aliquot_user set totp_last_step = ?, failures = 0, locked_until = null"
                                        + " where name = ? and (totp_last_step is null or totp_last_step < ?)",
                                step.getAsLong(),
                                name,
                                step.getAsLong())
                        == 1;
    }

    /**
     * From now on the account wants a code beside its password; of a new secret, where it had one.
     *
     * @return what its authenticator app is told, which is told once; empty where there is no such account
     */
    public Optional<String> askForCodes(String name) {
        byte[] secret = Totp.newSecret();
        int changed = jdbc.update(
                "update aliquot_user set totp_secret = ?, totp_last_step = null where name = ?", secret, name);
        return changed == 1 ? Optional.of(Totp.uri(name, secret)) : Optional.empty();
    }

    /** The account's password is enough again; false where there is no such account. */
    public boolean askForNoCodes(String name) {
        return jdbc.update("update aliquot_user set totp_secret = null, totp_last_step = null where name = ?", name)
                == 1;
    }

    /** The account, where it is not locked; one more failure until it is known to be none. */
    private Optional<Row> attempt(String name) {
        Instant now = clock.instant();
        // Counted before it is looked at, in the database: of many at once no more are looked at than one after
        // another.
        return jdbc
                .query(
                        "update aliquot_user set failures = failures + 1, locked_until = case when (failures + 1) % ? = 0"
                                + " then cast(? as timestamptz) else locked_until end"
                                + " where name = ? and (locked_until is null or locked_until <= ?) returning *",
                        UserStore::row, MOST_FAILURES, Timestamp.from(now.plus(LOCKED_FOR)), name, Timestamp.from(now))
                .stream()
                .findFirst();
    }

    /**
     * Changes the one-time password of whoever has just logged in with it.
     *
     * @return why not; empty where it is changed
     */
    public Optional<String> changePassword(User user, String password) {
        if (password.length() < SHORTEST_PASSWORD) {
            return Optional.of("at least " + SHORTEST_PASSWORD + " characters");
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD_BYTES) {
            return Optional.of("at most " + LONGEST_PASSWORD_BYTES + " bytes");
        }
        Optional<Row> row = find(user.name());
        if (row.isPresent() && hashes.matches(password, row.get().hash())) {
            return Optional.of("another one than before");
        }
        int changed = jdbc.update(
                "update aliquot_user set password_hash = ?, is_one_time = false"
                        + " where name = ? and edition = ? and is_one_time",
                hashes.encode(password),
                user.name(),
                user.edition());
        return changed == 1 ? Optional.empty() : Optional.of("it was changed already; log in with it");
    }

    private Optional<Row> find(String name) {
        return jdbc.query("select * from aliquot_user where name = ?", UserStore::row, name).stream()
                .findFirst();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                new User(
                        row.getString("name"),
                        Optional.ofNullable(row.getString("fhir_user")),
                        Role.of(row.getString("role")).orElse(Role.CLINICIAN),
                        row.getBoolean("is_one_time"),
                        row.getBytes("totp_secret") != null,
                        row.getBoolean("is_external"),
                        row.getString("edition")),
                row.getString("password_hash"),
                row.getBytes("totp_secret"));
    }

    // Letters that are not taken for each other; 31 of them, 20 times: 99 bits.
    private static String oneTimePassword() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < ONE_TIME_LENGTH; i++) {
            password.append(i > 0 && i % 5 == 0 ? "-" : "").append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
