package org.aliquot.server.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.aliquot.ingest.ResourceIngest;
import org.aliquot.server.auth.scope.Scopes;
import org.aliquot.server.testsupport.SmartApp;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** The Results app in a real browser: who logs in, agrees and looks, and what is to be seen then. */
@WithServer
class ResultsAppTest {
    private static final String FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    private final TestServer server;
    private final String family = "Viewer" + UUID.randomUUID().toString().substring(0, 8);
    private Browser browser;
    private String patient;
    private String user;

    ResultsAppTest(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        browser = Browser.start().orElse(null);
        assumeTrue(browser != null, "no Chromium with chromedriver on this machine");
        assumeTrue(
                ResultsPages.class.getResource("results/fhir-client.js") != null,
                "built without npm: there is no Results app");
        Patient person = new Patient();
        person.addName().setFamily(family).addGiven("Ada");
        person.setBirthDateElement(new org.hl7.fhir.r4.model.DateType("1970-02-03"));
        patient = server.create(person).getIdElement().getIdPart();
        user = SmartApp.user(
                server,
                "Practitioner/"
                        + server.create(new Practitioner()).getIdElement().getIdPart());
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private Observation observation(String loinc, String text, Instant when) {
        Observation observation = new Observation();
        observation.setId(UUID.randomUUID().toString());
        observation
                .setStatus(Observation.ObservationStatus.FINAL)
                .setSubject(new Reference("Patient/" + patient))
                .setEffective(new DateTimeType(Date.from(when)));
        observation
                .addCategory()
                .addCoding(
                        new Coding("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", null));
        observation.setCode(new CodeableConcept().setText(text));
        observation
                .getCode()
                .addCoding()
                .setSystem("http://loinc.org")
                .setCode(loinc)
                .setDisplay(text + ", in full");
        return observation;
    }

    private Observation measured(
            String loinc, String text, Instant when, String value, String unit, String low, String high, String flag) {
        Observation observation = observation(loinc, text, when);
        Quantity quantity = new Quantity()
                .setUnit(unit)
                .setSystem("http://unitsofmeasure.org")
                .setCode(unit);
        if (value.startsWith("<")) {
            quantity.setComparator(Quantity.QuantityComparator.LESS_THAN);
        }
        quantity.setValue(new BigDecimal(value.replace("<", "")));
        observation.setValue(quantity);
        observation
                .addReferenceRange()
                .setLow(new Quantity().setValue(new BigDecimal(low)))
                .setHigh(new Quantity().setValue(new BigDecimal(high)));
        if (!flag.isEmpty()) {
            observation.addInterpretation().addCoding().setSystem(FLAGS).setCode(flag);
        }
        return observation;
    }

    private void store(List<? extends Resource> resources) {
        server.bean(ResourceIngest.class).ingest(new ArrayList<>(resources));
    }

    private void storeHistory() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Resource> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(measured(
                    "2823-3",
                    "Potassium",
                    now.minus(30L * i, ChronoUnit.DAYS),
                    i == 0 ? "5.40" : "4." + i,
                    "mmol/L",
                    "3.5",
                    "5.1",
                    i == 0 ? "H" : "N"));
        }
        Observation troponin = measured("6598-7", "Troponin T", now, "<0.01", "ug/L", "0", "0.03", "N");
        Observation sodium = measured("2951-2", "Sodium", now, "118", "mmol/L", "135", "145", "LL");
        all.add(troponin);
        all.add(sodium);
        Observation panel = observation("24321-2", "Basic metabolic panel", now);
        panel.addHasMember(new Reference("Observation/" + sodium.getIdElement().getIdPart()));
        all.add(panel);
        Observation isolate = observation("11475-1", "Microorganism identified", now);
        isolate.setValue(new CodeableConcept().setText("Escherichia coli"));
        all.add(isolate);
        for (String[] drug : new String[][] {{"18928-2", "Gentamicin", "S"}, {"18906-8", "Ciprofloxacin", "R"}}) {
            Observation susceptibility = measured(drug[0], drug[1], now, "1", "ug/mL", "0", "4", drug[2]);
            susceptibility.addDerivedFrom(
                    new Reference("Observation/" + isolate.getIdElement().getIdPart()));
            all.add(susceptibility);
        }
        store(all);
    }

    private void logIn() {
        browser.type("input[name=username]", user);
        browser.type("input[name=password]", SmartApp.PASSWORD);
        browser.click("main form button");
    }

    private void choosePatient() {
        browser.type("input[name=search]", family);
        browser.click("main form button.second");
        browser.click("input[name=patient]");
        browser.click("main form:last-of-type button");
    }

    private void openStandalone() {
        browser.open(server.baseUrl() + "/apps/results/");
        browser.click("#begin");
        logIn();
        choosePatient();
        browser.click("button[value=allow]");
    }

    @Test
    void aStandaloneLaunchShowsEveryResultAsItWasMeasured() {
        storeHistory();
        openStandalone();
        browser.see("body[data-complete]");
        assertThat(browser.see("#patient").getText()).isEqualTo(family + ", Ada");
        assertThat(browser.texts("#trends td.value"))
                .anyMatch(value -> value.startsWith("5.40 mmol/L") && value.endsWith("H"))
                .anyMatch(value -> value.startsWith("<0.01 ug/L"))
                .anyMatch(value -> value.startsWith("118 mmol/L") && value.endsWith("LL"));
        assertThat(browser.texts("#trends caption")).contains("Basic metabolic panel, in full", "Single tests");
        assertThat(browser.texts("#trends th[scope=row]"))
                .as("what belongs to a culture is shown there")
                .containsExactlyInAnyOrder("Potassium", "Troponin T", "Sodium");
        browser.picture("trends");

        browser.click("button.test[title^=Potassium]");
        browser.see("#detail svg.trend");
        assertThat(browser.texts("#detail tbody tr")).hasSize(12);
        assertThat(browser.run("return document.querySelectorAll('#detail svg .point').length"))
                .isEqualTo(12L);
        assertThat(browser.run("return document.querySelectorAll('#detail svg .point.out').length"))
                .isEqualTo(1L);
        browser.picture("detail");
        browser.click("#detail form button");

        browser.click("button[data-view=cultures]");
        assertThat(browser.see("#cultures h2").getText()).isEqualTo("Escherichia coli");
        assertThat(browser.texts("#cultures .sir")).containsExactly("R", "S");
        browser.picture("microbiology");

        browser.click("button[data-view=log]");
        assertThat(browser.texts("#log tbody tr")).hasSize(17);
        browser.click("#flagged");
        assertThat(browser.texts("#log tbody tr")).hasSize(2);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void anEhrOpensItAboutItsPatient() {
        storeHistory();
        String launch = server.post(
                        "/auth/launch",
                        "{\"patient\":\"" + patient + "\"}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + server.localToken(Scopes.parse("aliquot/launch")))
                .tree()
                .path("launch")
                .asText();
        browser.open(server.baseUrl() + "/apps/results/launch.html?iss="
                + URLEncoder.encode(server.fhirUrl(), StandardCharsets.UTF_8) + "&launch=" + launch);
        logIn();
        browser.click("button[value=allow]");
        browser.see("body[data-complete]");
        assertThat(browser.see("#patient").getText()).isEqualTo(family + ", Ada");
        assertThat(browser.complaints()).isEmpty();

        browser.open(server.baseUrl() + "/apps/results/launch.html?iss=https://elsewhere.example.org/fhir&launch=x");
        assertThat(browser.see("#state").getText()).contains("opened by an EHR");
    }

    @Test
    void anEndedTokenIsRenewedWithoutTheUser() {
        storeHistory();
        openStandalone();
        browser.see("body[data-complete]");
        browser.run("const key = JSON.parse(sessionStorage.SMART_KEY); const state = JSON.parse(sessionStorage[key]);"
                + "state.expiresAt = 1; sessionStorage[key] = JSON.stringify(state)");
        browser.open(server.baseUrl() + "/apps/results/");
        browser.see("body[data-complete]");
        int tokens = server.get("AuditEvent?agent-name=" + user + "&subtype=token&_count=0")
                .tree()
                .path("total")
                .asInt();
        assertThat(tokens).as("the first, and the renewed one").isEqualTo(2);

        browser.click("#leave");
        browser.see("#begin");
        assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
    }

    @Test
    void whoDeniesIsTakenBackAndTold() {
        browser.open(server.baseUrl() + "/apps/results/");
        browser.click("#begin");
        logIn();
        choosePatient();
        browser.click("button[value=deny]");
        browser.see("#begin");
        assertThat(browser.see("#state").getText()).startsWith("Not let in");
    }

    /** Its figures are for the documents; see performance.md. */
    @Test
    void tenThousandResultsAreAllThere() throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<Observation> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            int test = i % 100;
            all.add(measured(
                    "T" + test,
                    "Test " + test,
                    now.minus(i, ChronoUnit.HOURS),
                    "4." + i % 90,
                    "mmol/L",
                    "3.5",
                    "5.1",
                    i % 9 == 0 ? "H" : "N"));
        }
        for (int i = 0; i < all.size(); i += 1_000) {
            store(all.subList(i, i + 1_000));
        }
        // As PostgreSQL does by itself within a minute: the search's plan is for what is there.
        new JdbcTemplate(server.bean(javax.sql.DataSource.class)).execute("analyze");
        openStandalone();
        browser.see("#trends table");
        assertThat(browser.see("body[data-complete]").getDomAttribute("data-complete"))
                .isEqualTo("10000");
        assertThat(browser.texts("#trends tbody tr")).hasSize(100);
        Map<?, ?> paint = (Map<?, ?>)
                browser.run(
                        "const entry = performance.getEntriesByName('first-contentful-paint')[0];"
                                + "return {first: entry?.startTime ?? -1,"
                                + " firstResults: performance.getEntriesByName('first-results')[0].startTime, complete: performance.now()}");
        browser.click("button[data-view=log]");
        Map<?, ?> frames = (Map<?, ?>) browser.runAsync("""
                const done = arguments[0]; const gaps = []; let last = performance.now(); let steps = 0;
                function step(now) {
                  gaps.push(now - last); last = now; scrollBy(0, 400);
                  if (++steps < 300) { requestAnimationFrame(step) } else {
                    gaps.sort((a, b) => a - b);
                    done({median: gaps[150], p95: gaps[285], longest: gaps[299], rows: document.querySelectorAll('#log tbody tr').length});
                  }
                }
                requestAnimationFrame(step);""");
        browser.picture("ten-thousand");
        Files.writeString(
                Path.of("target", "results-app", "figures.txt"),
                "10,000 Observations; milliseconds\npaint " + paint + "\nframes while scrolling " + frames + "\n");
        assertThat(((Number) frames.get("rows")).intValue()).isGreaterThan(1_000);
        assertThat(browser.complaints()).isEmpty();
    }
}
