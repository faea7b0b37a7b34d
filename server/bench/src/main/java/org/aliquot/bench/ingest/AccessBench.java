package org.aliquot.bench.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.aliquot.bench.inside.NotAccounted;
import org.aliquot.bench.setup.Machine;
import org.aliquot.bench.setup.ServerJar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What access control and audit cost: the same queries on the same server, each first as nobody asks for a token or notes anything,
 * then with a token for everything, then with one for a category, and in the other orders. Tokens are of the embedded authorization server,
 * as apps have them: looked up with every request.
 */
@Command(
        name = "access",
        description = "What tokens, scopes and the audit cost, on the queries of a laboratory's users.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class AccessBench implements Callable<Integer> {
    private static final String LABORATORY =
            "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private ServerJar jar;

    @Option(names = "--resources", defaultValue = "200000", description = "Resources there are.")
    private long resources;

    @Option(names = "--seconds", defaultValue = "20", description = "Length of each measurement.")
    private int seconds;

    @Option(names = "--clients", defaultValue = "1,8", split = ",", description = "Clients at the same time.")
    private List<Integer> clients;

    /** Ways to ask. */
    private enum Way {
        OPEN("nobody asks, nothing noted", ""),
        TOKEN("token for everything, audit", "system/*.cruds"),
        GRANULAR(
                "token for a category, audit",
                "system/Observation.rs" + LABORATORY + " system/DiagnosticReport.rs system/Specimen.rs");

        private final String title;
        private final String scope;

        Way(String title, String scope) {
            this.title = title;
            this.scope = scope;
        }

        private String client() {
            return "bench-" + name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("aliquot-bench-");
        Progress progress = new Progress();
        try (LabData data = new LabData(folder, progress)) {
            Path file = data.file(resources, 1);
            BenchServer.Kind kind = new BenchServer.Kind(Plan.LAB, "1g", "2GB");
            try (BenchServer server = BenchServer.start(jar.path(), folder, kind, NotAccounted.class)) {
                AliquotCli cli = new AliquotCli(jar.path(), folder, Duration.ofMinutes(30));
                progress.say("loading " + new CliIngest(cli, server).ingest(file));
                server.database().execute("vacuum analyze");
                RSAKey key = new RSAKeyGenerator(2048).keyID("bench").generate();
                register(server, cli, folder, key);
                System.out.println("- " + Machine.described());
                System.out.println("- " + resources + " generated resources, " + kind
                        + "; p50 in ms, each question in each way, " + seconds + " s for all three together");
                measure(server, SearchTargets.in(file), key, progress);
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void measure(BenchServer server, SearchTargets targets, RSAKey key, Progress progress) throws Exception {
        SearchLatency asking = new SearchLatency(server.base(), targets, Duration.ofSeconds(seconds));
        for (SearchLatency.Query query : SearchLatency.Query.values()) {
            asking.askInTurn(query, 8, headers(server, key));
        }
        System.out.println();
        System.out.println(
                "| query | clients | " + Way.OPEN.title + " | " + Way.TOKEN.title + " | " + Way.GRANULAR.title + " |");
        System.out.println("|---|---|---|---|---|");
        for (int number : clients) {
            for (SearchLatency.Query query : SearchLatency.Query.values()) {
                // New tokens for each query: they end before the benchmark does.
                List<SearchLatency.Answered> answered = asking.askInTurn(query, number, headers(server, key));
                progress.say(query.title() + ", clients " + number);
                double open = answered.get(Way.OPEN.ordinal()).p50();
                System.out.println("| " + query.title() + " | " + number + " | "
                        + String.format(Locale.ROOT, "%.2f", open)
                        + " | " + cell(answered.get(Way.TOKEN.ordinal()).p50(), open)
                        + " | " + cell(answered.get(Way.GRANULAR.ordinal()).p50(), open) + " |");
            }
        }
    }

    private static String cell(double wait, double open) {
        return String.format(Locale.ROOT, "%.2f (%+.0f%%)", wait, 100 * (wait / open - 1));
    }

    private static void register(BenchServer server, AliquotCli cli, Path folder, RSAKey key)
            throws IOException, InterruptedException {
        Path keys = folder.resolve("keys.json");
        Files.writeString(keys, new JWKSet(key).toPublicJWKSet().toString());
        for (Way way : Way.values()) {
            if (way != Way.OPEN) {
                cli.run(
                        "clients",
                        "add",
                        way.client(),
                        "--kind",
                        "backend",
                        "--jwks",
                        keys.toString(),
                        "--scope",
                        way.scope,
                        "--data-dir",
                        server.dataDir().toString());
            }
        }
        Files.delete(keys);
    }

    private static List<String[]> headers(BenchServer server, RSAKey key)
            throws IOException, InterruptedException, JOSEException {
        List<String[]> headers = new ArrayList<>();
        for (Way way : Way.values()) {
            headers.add(
                    way == Way.OPEN
                            ? new String[] {NotAccounted.HEADER, "yes"}
                            : new String[] {"Authorization", "Bearer " + token(server, way.client(), key, way.scope)});
        }
        return headers;
    }

    private static String token(BenchServer server, String client, RSAKey key, String scope)
            throws IOException, InterruptedException, JOSEException {
        String address = server.base() + "/auth/token";
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS384).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(client)
                        .subject(client)
                        .audience(address)
                        .jwtID(UUID.randomUUID().toString())
                        .expirationTime(Date.from(Clock.systemUTC().instant().plusSeconds(240)))
                        .build());
        assertion.sign(new RSASSASigner(key));
        String form = "grant_type=client_credentials&scope=" + URLEncoder.encode(scope, StandardCharsets.UTF_8)
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                + assertion.serialize();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(form))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no token: " + answer.body());
        }
        return JSON.readTree(answer.body()).path("access_token").asText();
    }
}
