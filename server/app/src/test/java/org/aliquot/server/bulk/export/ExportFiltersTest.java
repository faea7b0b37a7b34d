package org.aliquot.server.bulk.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.aliquot.server.testsupport.TestServer;
import org.aliquot.server.testsupport.TestServer.Answer;
import org.aliquot.server.testsupport.WithServer;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.ListResource;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code _typeFilter}: what HAPI cannot search, or would leave out without a word, is refused when the export is ordered. */
@WithServer
class ExportFiltersTest {
    private final TestServer server;
    private final String room = UUID.randomUUID().toString();

    ExportFiltersTest(TestServer server) {
        this.server = server;
    }

    private Answer order(String filter) {
        String type = filter.substring(0, filter.indexOf('?'));
        return server.get(
                "$export?_type=" + type + "&_typeFilter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8),
                "Prefer",
                "respond-async");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Which HAPI finds out once it makes a query of it.
                "Observation?subject:Patient.nonsense=x",
                "Observation?subject.nonsense=x",
                "Observation?_has:Observation:nonsense:code=x",
                "Observation?_has:Nonsense:subject:code=x",
                "Observation?_has:Observation:subject:code:nto=x",
                "Observation?code:of-type=x",
                "Observation?code.display=x",
                "Observation?status.nonsense=x",
                "Observation?code:in=http://example.org/no-such-set",
                "Observation?date=yesterday",
                "Observation?value-quantity=many",
                "Observation?_lastUpdated=yesterday",
                "Observation?code-value-quantity=x",
                "Observation?identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|1",
                "Observation?performer.name:contains=x",
                // Whose values say nothing.
                "Observation?subject=,",
                "Observation?subject= , ",
                "Observation?status=|",
                "Observation?status:not=,",
                "Observation?code=|,|",
                "Observation?date=ge",
                "Observation?value-quantity=gt",
                "Observation?value-quantity=gt|http://unitsofmeasure.org|mg",
                "Observation?code-value-quantity=$",
                "Observation?_id=,",
                "Observation?_lastUpdated=,",
                "Observation?_tag=|",
                "Observation?_profile=,",
                "Observation?subject.name=,",
                "Observation?_has:Observation:has-member:status=,",
                "Observation?status:missing=",
                "Observation?status=final&subject=,",
                // Of modifiers that are not known: HAPI would find the opposite, or what has the value as it is.
                "Observation?status:nto=final",
                "Observation?status:missing=ture",
                "Observation?date:not=2026-01-01",
                "Observation?date:gt=2026-01-01",
                "Observation?value-quantity:not=5",
                "Observation?subject:not=Patient/1",
                "Observation?subject:Nonsense=1",
                "Observation?_id:not=1",
                "Observation?_tag:nto=x",
                "Observation?_profile:not=http://example.org/p",
                "Observation?_lastUpdated:not=2026-01-01",
                "Observation?subject.name:not=x",
                "Observation?subject:Patient.birthdate:not=2026-01-01",
                "Patient?name:not=x",
                "Patient?_has:Observation:subject:performer.name:nto=x",
                "Observation?_list:not=1",
                "Observation?_list=$current-problems"
            })
    void whatWouldNotRestrictAsItSaysIsRefused(String filter) {
        Answer answer = order(filter);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.tree().at("/issue/0/diagnostics").asText()).contains("parameter _typeFilter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?status=final",
                "Observation?status=,final",
                "Observation?status:not=final",
                "Observation?status:missing=true",
                "Observation?code=http://loinc.org|",
                "Observation?code=|a",
                "Observation?date=ge2026-01-01&date=lt2026-02-01",
                "Observation?date:missing=false",
                "Observation?value-quantity=gt5||mg",
                "Observation?code-value-quantity=http://loinc.org|1$gt5",
                "Observation?subject=Patient/1",
                "Observation?subject:Patient=1",
                "Observation?subject:Patient.name:exact=x",
                "Observation?subject.identifier:not=x",
                "Observation?_has:DiagnosticReport:result:status=final",
                "Observation?_id=a,b",
                "Observation?_tag:not=http://example.org|x",
                "Observation?_security=http://example.org|x",
                "Observation?_profile:below=http://example.org/p",
                "Observation?_source=http://example.org",
                "Observation?_lastUpdated=ge2026-01-01",
                "Observation?_list=none",
                "Observation?value-string=not detected",
                "ValueSet?url:below=http://example.org"
            })
    void whatHapiSearchesIsSearched(String filter) {
        Exported.after(server, order(filter));
    }

    @Test
    void whatIsInAListIsFoundByIt() {
        Basic in = server.create(basic());
        server.create(basic());
        ListResource list = new ListResource();
        list.setStatus(ListResource.ListStatus.CURRENT).setMode(ListResource.ListMode.WORKING);
        list.addEntry().setItem(new Reference("Basic/" + in.getIdElement().getIdPart()));
        String id = server.create(list).getIdElement().getIdPart();

        assertThat(Exported.after(server, order("Basic?_list=" + id)).lines())
                .containsOnlyKeys("Basic/" + in.getIdElement().getIdPart());
        assertThat(Exported.after(server, order("Basic?_list=" + id + "&code=urn:room|other-" + room))
                        .lines())
                .isEmpty();
    }

    @Test
    void valuesMayHaveBlanks() {
        Basic meant = basic();
        meant.getCode().addCoding().setSystem("urn:words").setCode("not detected");
        String id = server.create(meant).getIdElement().getIdPart();
        server.create(basic());
        assertThat(Exported.after(server, order("Basic?code=urn:words|not detected&code=urn:room|" + room))
                        .lines())
                .containsOnlyKeys("Basic/" + id);
    }

    private Basic basic() {
        Basic basic = new Basic();
        basic.getCode().addCoding().setSystem("urn:room").setCode(room);
        return basic;
    }
}
