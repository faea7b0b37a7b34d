package org.aliquot.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void everyNameAndDefaultIsPinned() {
        // Changing a line here changes what operators rely on: say so in the CHANGELOG.
        assertThat(SettingsNames.of(HomeSettings.class))
                .extracting(SettingsNames.Setting::name, SettingsNames.Setting::defaultValue)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("aliquot.data-dir", "./data"));
        assertThat(SettingsNames.of(AuthSettings.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.auth.dev = false",
                        "aliquot.auth.issuer = ",
                        "aliquot.auth.jwks-url = ",
                        "aliquot.auth.audience = ",
                        "aliquot.auth.introspection-url = ",
                        "aliquot.auth.introspection-client = ",
                        "aliquot.auth.introspection-secret = ",
                        "aliquot.auth.roles-claim = ",
                        "aliquot.auth.roles = ",
                        "aliquot.auth.login.issuer = ",
                        "aliquot.auth.login.client = ",
                        "aliquot.auth.login.secret = ",
                        "aliquot.auth.login.label = your hospital's login",
                        "aliquot.auth.login.claim = preferred_username",
                        "aliquot.auth.client-keys = ",
                        "aliquot.auth.access-lifetime = 15m",
                        "aliquot.auth.online-lifetime = 12h",
                        "aliquot.auth.offline-lifetime = 90d",
                        "aliquot.auth.sensitive = ",
                        "aliquot.auth.failures-per-minute = 100");
        assertThat(SettingsNames.of(AuditSettings.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly("aliquot.audit.journal-limit = 1GB", "aliquot.audit.force-to-disk = false");
        assertThat(SettingsNames.of(DatabaseSettings.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.database.url = ",
                        "aliquot.database.username = ",
                        "aliquot.database.password = ",
                        "aliquot.database.pool-size = 40",
                        "aliquot.database.connect-timeout = 30s",
                        "aliquot.database.index-plan = lab",
                        "aliquot.database.embedded.port = 0",
                        "aliquot.database.embedded.start-timeout = 5m",
                        "aliquot.database.embedded.settings = ");
        assertThat(SettingsNames.of(FhirSettings.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.fhir.base-url = ",
                        "aliquot.fhir.default-page-size = 50",
                        "aliquot.fhir.max-page-size = 500",
                        "aliquot.fhir.max-body-size = 64MB",
                        "aliquot.fhir.max-bundle-entries = 10000",
                        "aliquot.fhir.max-includes = 1000",
                        "aliquot.fhir.statement-timeout = 30s",
                        "aliquot.fhir.full-text = true",
                        "aliquot.fhir.token-text = true",
                        "aliquot.fhir.index-names = false",
                        "aliquot.fhir.rest-hooks = false");
        assertThat(SettingsNames.of(TerminologyProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly("aliquot.terminology.tables = ");
        assertThat(SettingsNames.of(IntakeProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly("aliquot.intake.accession-systems = ");
        assertThat(SettingsNames.of(IngestProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.ingest.allowed-urls = ",
                        "aliquot.ingest.longest-line = 16MB",
                        "aliquot.ingest.buffer-size = 32MB",
                        "aliquot.ingest.batch-lines = 2000",
                        "aliquot.ingest.prepare-threads = 0",
                        "aliquot.ingest.concurrent-jobs = 2",
                        "aliquot.ingest.concurrent-requests = 4",
                        "aliquot.ingest.missing-targets = refuse",
                        "aliquot.ingest.validation = structure",
                        "aliquot.ingest.connect-timeout = 10s",
                        "aliquot.ingest.stall-timeout = 60s");
        assertThat(SettingsNames.of(ExportProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.export.concurrent-jobs = 2",
                        "aliquot.export.jobs-per-client = 5",
                        "aliquot.export.threads = 2",
                        "aliquot.export.file-size = 1GB",
                        "aliquot.export.keep = 24h",
                        "aliquot.export.s3.bucket = ",
                        "aliquot.export.s3.prefix = ",
                        "aliquot.export.s3.endpoint = ",
                        "aliquot.export.s3.public-endpoint = ",
                        "aliquot.export.s3.region = ",
                        "aliquot.export.s3.path-style = false",
                        "aliquot.export.s3.access-key = ",
                        "aliquot.export.s3.secret-key = ",
                        "aliquot.export.s3.download = redirect",
                        "aliquot.export.s3.link-lifetime = 15m",
                        "aliquot.export.s3.patience = 2m");
        assertThat(SettingsNames.of(ViewProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                .containsExactly(
                        "aliquot.views.tables = ",
                        "aliquot.views.schema = lab",
                        "aliquot.views.reader = aliquot_reader");
        assertThat(SettingsNames.of(GatewayProperties.class))
                .extracting(setting -> setting.name() + " = " + setting.defaultValue())
                // The defaults of connections stand in their own record, and are pinned beside it.
                .containsExactly(
                        "aliquot.gateway.connections = ",
                        "aliquot.gateway.connections[].id = ",
                        "aliquot.gateway.connections[].instrument = ",
                        "aliquot.gateway.connections[].transport = ",
                        "aliquot.gateway.connections[].address = ",
                        "aliquot.gateway.connections[].charset = ",
                        "aliquot.gateway.connections[].zone = ",
                        "aliquot.gateway.connections[].histograms = ",
                        "aliquot.gateway.connections[].decimal-mark = ",
                        "aliquot.gateway.connections[].control-specimens = ",
                        "aliquot.gateway.connections[].sender = ",
                        "aliquot.gateway.connections[].frame-numbering = ",
                        "aliquot.gateway.connections[].max-frame-bytes = ",
                        "aliquot.gateway.connections[].max-transcript-bytes = ",
                        "aliquot.gateway.connections[].max-connections = ",
                        "aliquot.gateway.connections[].max-connections-per-peer = ",
                        "aliquot.gateway.connections[].frame-timeout = ",
                        "aliquot.gateway.connections[].idle-timeout = ",
                        "aliquot.gateway.connections[].write-timeout = ",
                        "aliquot.gateway.connections[].allowed-peers = ",
                        "aliquot.gateway.connections[].tls.bundle = ",
                        "aliquot.gateway.connections[].tls.client-certificate = ",
                        "aliquot.gateway.connections[].tls.check-host-name = ",
                        "aliquot.gateway.connections[].tls.handshake-timeout = ",
                        "aliquot.gateway.max-connections = 256");
    }

    private static void check(Map<String, Object> values) {
        EnumerablePropertySource<?> file = new MapPropertySource("file", values);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(file);
        SettingsCheck.check(environment, file);
    }

    @Test
    void whatImportMayReadIsCheckedAtTheStart() {
        assertThatThrownBy(() -> check(Map.of(
                        "aliquot.ingest.allowed-urls", "https://files.example.org/a,file:///etc",
                        "aliquot.ingest.longest-line", "2GB")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("aliquot.ingest.allowed-urls: \"file:///etc\"")
                .hasMessageContaining("aliquot.ingest.longest-line");
    }

    @Test
    void tablesOfViewsAreInASchemaOfTheirOwn() {
        for (String schema : List.of("public", "pg_catalog", "information_schema")) {
            assertThatThrownBy(() -> check(Map.of("aliquot.views.schema", schema)))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("aliquot.views.schema: must be a schema of its own");
        }
        check(Map.of("aliquot.views.schema", "publications"));
    }

    @Test
    void thePoolHasTheConnectionsThatLoadsAndExportsHoldAtOnce() {
        assertThatThrownBy(() -> check(Map.of("aliquot.database.pool-size", "32")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("aliquot.database.pool-size: must be at least 33, not 32")
                .hasMessageContaining("aliquot.ingest.concurrent-requests (4)");
        assertThatThrownBy(() -> check(Map.of("aliquot.database.pool-size", "36", "aliquot.views.tables", "results")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("aliquot.database.pool-size: must be at least 37, not 36");
        assertThatCode(() -> check(Map.of(
                        "aliquot.database.pool-size", "22",
                        "aliquot.ingest.concurrent-jobs", "1",
                        "aliquot.ingest.concurrent-requests", "1",
                        "aliquot.export.concurrent-jobs", "1")))
                .doesNotThrowAnyException();
    }

    @Test
    void developmentWithoutTokensStaysOnThisMachine() {
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.dev", "true", "server.address", "0.0.0.0")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("serve --dev");
        assertThatCode(() -> check(Map.of("aliquot.auth.dev", "true", "server.address", "127.0.0.2")))
                .doesNotThrowAnyException();
    }

    @Test
    void headersOfAProxyAreBelievedOfThoseAloneWhoAreNamed() {
        String strategy = "server.forward-headers-strategy";
        String proxies = "server.tomcat.remoteip.internal-proxies";
        for (Map<String, Object> all : List.<Map<String, Object>>of(
                Map.of(strategy, "native"),
                Map.of(strategy, "NATIVE", proxies, " "),
                Map.of("server.tomcat.remoteip.remote-ip-header", "X-Forwarded-For"),
                Map.of("server.tomcat.remoteip.protocol-header", "X-Forwarded-Proto"))) {
            assertThatThrownBy(() -> check(all)).as(all.toString()).hasMessageContaining(proxies + ": must be given");
        }
        assertThatThrownBy(() -> check(Map.of(strategy, "framework", proxies, "192\\.0\\.2\\.10")))
                .hasMessageContaining(strategy + ": framework believes whoever");
        assertThatCode(() -> check(Map.of(strategy, "native", proxies, "192\\.0\\.2\\.10")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(Map.of(strategy, "none"))).doesNotThrowAnyException();
    }

    @Test
    void issuerIsAUrlAndTokensAreShortLived() {
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.issuer", "keycloak", "aliquot.auth.access-lifetime", "2h")))
                .hasMessageContaining("aliquot.auth.issuer")
                .hasMessageContaining("aliquot.auth.access-lifetime");
    }

    @Test
    void tokensOfAnIssuerAreForThisServer() {
        String issuer = "https://sso.example.org/realms/lab";
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.issuer", issuer)))
                .hasMessageContaining("aliquot.auth.issuer")
                .hasMessageContaining("aliquot.auth.audience");
        assertThatCode(() -> check(Map.of("aliquot.auth.issuer", issuer, "aliquot.auth.audience", "lab")))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(
                        Map.of("aliquot.auth.issuer", issuer, "aliquot.fhir.base-url", "https://lab.example.org/fhir")))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsAskedOfAnIssuerIsSaidInFull() {
        String issuer = "https://sso.example.org/realms/lab";
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.introspection-url", issuer + "/introspect")))
                .hasMessageContaining("aliquot.auth.issuer with it")
                .hasMessageContaining("aliquot.auth.introspection-client");
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.roles.surgeon", "surgeons")))
                .hasMessageContaining("aliquot.auth.roles.surgeon: no such role")
                .hasMessageContaining("roles-claim");
        assertThatCode(() -> check(Map.of(
                        "aliquot.auth.issuer", issuer,
                        "aliquot.auth.audience", "lab",
                        "aliquot.auth.introspection-url", issuer + "/introspect",
                        "aliquot.auth.introspection-client", "aliquot",
                        "aliquot.auth.introspection-secret", "s",
                        "aliquot.auth.roles-claim", "realm_access.roles",
                        "aliquot.auth.roles.pathologist[0]", "/lab/pathologists",
                        "aliquot.auth.roles.system", "lab-systems,warehouses")))
                .doesNotThrowAnyException();
    }

    @Test
    void loginElsewhereIsSaidInFull() {
        assertThatThrownBy(() -> check(Map.of("aliquot.auth.login.issuer", "https://sso.example.org/realms/hospital")))
                .hasMessageContaining("aliquot.auth.login: ");
        assertThatCode(() -> check(Map.of(
                        "aliquot.auth.login.issuer", "https://sso.example.org/realms/hospital",
                        "aliquot.auth.login.client", "aliquot",
                        "aliquot.auth.login.secret", "s")))
                .doesNotThrowAnyException();
    }

    @Test
    void aStatementOfARequestEndsSomeTime() {
        assertThatThrownBy(() -> check(Map.of("aliquot.fhir.statement-timeout", "0")))
                .hasMessageContaining("aliquot.fhir.statement-timeout: must be from 100ms to 1h");
    }

    @Test
    void nothingSetIsAllRight() {
        assertThatCode(() -> check(Map.of())).doesNotThrowAnyException();
    }

    @Test
    void allBadSettingsAreNamedAtOnce() {
        assertThatThrownBy(() -> check(Map.of(
                        "aliquot.database.pool-size", "many",
                        "aliquot.fhir.max-page-size", "0",
                        "aliquot.fhir.ful-text", "false",
                        "server.port", "http",
                        "frobnicate", "yes")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("5 settings")
                .hasMessageContaining("aliquot.database.pool-size: \"many\" is no whole number")
                .hasMessageContaining("aliquot.fhir.max-page-size: ")
                .hasMessageContaining("aliquot.fhir.ful-text: no such setting; did you mean aliquot.fhir.full-text?")
                .hasMessageContaining("server.port: \"http\" is no whole number")
                .hasMessageContaining("frobnicate: no such setting");
    }

    @Test
    void databaseIsPostgresqlAndItsPasswordIsNotRepeated() {
        assertThatThrownBy(() -> check(Map.of("aliquot.database.url", "jdbc:mysql://x?password=secret")))
                .hasMessageContaining("aliquot.database.url: ")
                .hasMessageContaining("aliquot.database.username: must be given")
                .hasMessageNotContaining("secret");
    }

    @Test
    void theBucketOfExportsIsSaidInFullAndItsSecretIsNotRepeated() {
        assertThatThrownBy(() -> check(Map.of("aliquot.export.s3.access-key", "lab")))
                .hasMessageContaining("aliquot.export.s3.bucket: must be given");
        assertThatThrownBy(() -> check(Map.of(
                        "aliquot.export.s3.bucket", "s3://lab",
                        "aliquot.export.s3.prefix", "/exports",
                        "aliquot.export.s3.secret-key", "s3cret",
                        "aliquot.export.s3.link-lifetime", "25h")))
                .hasMessageContaining("aliquot.export.s3.bucket: ")
                .hasMessageContaining("aliquot.export.s3.prefix: ")
                .hasMessageContaining("aliquot.export.s3.region: must be given")
                .hasMessageContaining("aliquot.export.s3.access-key and secret-key: go together")
                .hasMessageContaining("aliquot.export.s3.link-lifetime: must be from 1s to aliquot.export.keep")
                .hasMessageNotContaining("s3cret");
        assertThatCode(() -> check(Map.of(
                        "aliquot.export.s3.bucket", "lab",
                        "aliquot.export.s3.prefix", "exports/",
                        "aliquot.export.s3.endpoint", "https://s3.example.org",
                        "aliquot.export.s3.download", "presigned")))
                .doesNotThrowAnyException();
    }

    private static Map<String, Object> analyzer(String name, Object value) {
        return new java.util.HashMap<>(Map.of(
                "aliquot.gateway.connections[0].id",
                "xn-1",
                "aliquot.gateway.connections[0].instrument",
                "sysmex-xn",
                "aliquot.gateway.connections[0].address",
                "5001",
                "aliquot.gateway.connections[0].zone",
                "UTC",
                "aliquot.gateway.connections[0]." + name,
                value));
    }

    @Test
    void theBundleOfAnAnalyzersKeysMustBeThere() {
        Map<String, Object> settings = analyzer("tls.bundle", "lab");
        assertThatThrownBy(() -> check(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("aliquot.gateway.connections[0].tls.bundle: there is no bundle \"lab\"")
                .hasMessageContaining("spring.ssl.bundle.pem.lab");
        for (String kind : new String[] {"pem", "jks"}) {
            Map<String, Object> there = analyzer("tls.bundle", "lab");
            there.put("spring.ssl.bundle." + kind + ".lab.truststore.type", "PKCS12");
            assertThatCode(() -> check(there)).doesNotThrowAnyException();
        }
    }

    @Test
    void peersOfAnAnalyzerAreAddressesAndRanges() {
        Map<String, Object> settings = analyzer("allowed-peers[0]", "10.20.0.0/24");
        assertThatCode(() -> check(settings)).doesNotThrowAnyException();
        settings.put("aliquot.gateway.connections[0].allowed-peers[1]", "analyzer.lab");
        settings.put("aliquot.gateway.connections[0].tls.cipher", "none");
        assertThatThrownBy(() -> check(settings))
                .hasMessageContaining("aliquot.gateway.connections[0].allowed-peers: \"analyzer.lab\"")
                .hasMessageContaining("aliquot.gateway.connections[0].tls.cipher: no such setting");
    }

    @Test
    void operatorsOwnNamesBelowAMapAreAccepted() {
        assertThatCode(() -> check(Map.of("aliquot.database.embedded.settings.shared_buffers", "1GB")))
                .doesNotThrowAnyException();
    }

    @Test
    void camelCaseNamesAreTheSameNames() {
        assertThatCode(() -> check(Map.of("aliquot.database.poolSize", "34"))).doesNotThrowAnyException();
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("absent.yml")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("absent.yml")
                .hasMessageContaining("no such file");
    }

    @Test
    void brokenYamlIsLocatedButNotQuoted() throws IOException {
        Path file = Files.writeString(folder.resolve("lab.yml"), "aliquot:\n  database:\n   password: [s3cret\n");

        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("lab.yml")
                .hasMessageContaining("line ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void emptyFileHoldsNoSettings() throws IOException {
        Path file = Files.writeString(folder.resolve("empty.yml"), "# nothing yet\n");

        assertThat(ConfigFile.read(file).getPropertyNames()).isEmpty();
    }
}
