package org.aliquot.server.cli;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aliquot.server.auth.client.Client;
import org.aliquot.server.auth.client.Client.Kind;
import org.aliquot.server.auth.client.ClientStore;
import org.aliquot.server.auth.client.Hashes;
import org.aliquot.server.auth.client.RedirectUris;
import org.aliquot.server.auth.scope.MalformedScopeException;
import org.aliquot.server.auth.scope.Scopes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot clients}: apps and systems that may ask for tokens. */
@Command(
        name = "clients",
        description = "Registers apps and systems that may ask for tokens, lists them, takes their tokens away.",
        mixinStandardHelpOptions = true,
        subcommands = {ClientsCommand.Add.class, ClientsCommand.ListAll.class, ClientsCommand.Revoke.class})
public final class ClientsCommand extends CommandGroup {
    /** What a command does with clients; {@code changed} takes what it did into the audit. */
    @FunctionalInterface
    private interface Work {
        Integer on(ClientStore clients, Changed changed) throws CommandFailedException;
    }

    /** Takes a change into the audit. */
    @FunctionalInterface
    private interface Changed {
        void say(String words) throws CommandFailedException;
    }

    private static Integer with(DatabaseOption database, Work work) throws CommandFailedException, SQLException {
        return AuthTables.with(
                database,
                tables -> work.on(
                        new ClientStore(tables, Clock.systemUTC()), words -> OperatorAudit.changed(tables, words)));
    }

    @Command(
            name = "add",
            description = "Registers a client. The secret of a symmetric one is made here and printed once.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  aliquot clients add growth --kind public --redirect https://app.example.org/cb \\",
                "      --scope 'openid fhirUser launch/patient offline_access patient/*.rs'",
                "  aliquot clients add warehouse --kind backend --jwks warehouse-public.json --scope 'system/*.rs'"
            })
    static final class Add implements Callable<Integer> {
        private static final List<String> RESERVED =
                List.of("operator", "development", "unknown", "anyone", "results", "grants");

        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "CLIENT_ID", description = "Letters, digits, . _ - (64 at most).")
        private String id;

        @Option(names = "--name", description = "What users are shown (default: the id).")
        private String name;

        @Option(
                names = "--kind",
                required = true,
                paramLabel = "KIND",
                description =
                        "public, confidential-symmetric, confidential-asymmetric, or backend (no user takes part).")
        private String kind;

        @Option(
                names = "--redirect",
                paramLabel = "URI",
                description = "Where users are sent back to; may be repeated.")
        private List<String> redirects = List.of();

        @Option(names = "--launch", paramLabel = "URI", description = "Where an EHR opens it.")
        private String launch;

        @Option(
                names = "--scope",
                required = true,
                split = " ",
                paramLabel = "SCOPE",
                description = "The most that it may ask for; may be repeated.")
        private List<String> scopes;

        @Option(names = "--jwks", paramLabel = "FILE", description = "Its public keys, a JSON Web Key Set.")
        private Path jwks;

        @Option(
                names = "--jwks-url",
                paramLabel = "URL",
                description = "Where its public keys are; read only below an aliquot.auth.client-keys.")
        private String jwksUrl;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            Kind asked = kind();
            String secret = Hashes.random();
            Client client = new Client(
                    id(),
                    name == null ? id : name,
                    asked,
                    asked == Kind.CONFIDENTIAL_SYMMETRIC ? Optional.of(Hashes.of(secret)) : Optional.empty(),
                    redirects(asked),
                    Optional.ofNullable(launch),
                    scopes(),
                    jwks == null ? Optional.empty() : Optional.of(publicKeys()),
                    Optional.ofNullable(jwksUrl));
            if (asked.signs() == (client.jwks().isEmpty() && client.jwksUrl().isEmpty())) {
                throw usage(asked + (asked.signs() ? ": give its keys by --jwks or --jwks-url" : ": has no keys"));
            }
            return with(database, (clients, changed) -> {
                if (!clients.add(client)) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED, "there is, or was, a client " + id + "; an id is given once");
                }
                changed.say("client " + id + " registered: " + asked + ", " + client.scopes());
                PrintWriter out = spec.commandLine().getOut();
                out.println("registered " + id + " (" + asked + ")");
                if (asked == Kind.CONFIDENTIAL_SYMMETRIC) {
                    out.println("client_secret " + secret);
                    spec.commandLine().getErr().println("The secret is shown this once: only its hash is kept.");
                }
                out.flush();
                return ExitCodes.DONE;
            });
        }

        private String id() {
            if (!id.matches("[A-Za-z0-9._-]{1,64}") || RESERVED.contains(id)) {
                throw usage("CLIENT_ID: letters, digits, . _ - (64 at most), and none of the server's own names");
            }
            return id;
        }

        private Kind kind() {
            for (Kind known : Kind.values()) {
                if (known.toString().equals(kind)) {
                    return known;
                }
            }
            throw usage("--kind " + kind + ": expected one of " + List.of(Kind.values()));
        }

        private List<String> redirects(Kind asked) {
            if (redirects.isEmpty() != (asked == Kind.BACKEND)) {
                throw usage(asked == Kind.BACKEND ? "a backend has no users to send anywhere" : "give it a --redirect");
            }
            for (String redirect : redirects) {
                if (!RedirectUris.isGood(redirect)) {
                    throw usage(
                            "--redirect " + redirect + ": expected an absolute URI without # and *; http only to this"
                                    + " machine (127.0.0.1, localhost)");
                }
            }
            return redirects;
        }

        private Scopes scopes() {
            try {
                return Scopes.parse(scopes);
            } catch (MalformedScopeException e) {
                throw usage("--scope: " + e.getMessage());
            }
        }

        private String publicKeys() throws CommandFailedException {
            try {
                JWKSet keys = JWKSet.parse(Files.readString(jwks));
                if (keys.getKeys().isEmpty() || keys.getKeys().stream().anyMatch(JWK::isPrivate)) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED, jwks + ": expected public keys, at least one and none that is private");
                }
                return keys.toString();
            } catch (IOException | ParseException e) {
                throw new CommandFailedException(ExitCodes.FAILED, jwks + ": no JSON Web Key Set: " + e.getMessage());
            }
        }

        private ParameterException usage(String why) {
            return new ParameterException(spec.commandLine(), why);
        }
    }

    @Command(name = "list", description = "Lists them.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            return with(database, (clients, changed) -> {
                PrintWriter out = spec.commandLine().getOut();
                clients.all()
                        .forEach(client -> out.printf("%-24s %-24s %s%n", client.id(), client.kind(), client.scopes()));
                out.flush();
                return ExitCodes.DONE;
            });
        }
    }

    @Command(
            name = "revoke",
            description = "Takes a client's tokens away at once, and lets it have no more.",
            mixinStandardHelpOptions = true)
    static final class Revoke implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "CLIENT_ID", description = "From 'clients list'.")
        private String id;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            return with(database, (clients, changed) -> {
                if (!clients.revoke(id)) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED, "no client " + id + "; 'clients list' names them");
                }
                changed.say("client " + id + " revoked");
                spec.commandLine().getOut().println("revoked " + id);
                return ExitCodes.DONE;
            });
        }
    }
}
