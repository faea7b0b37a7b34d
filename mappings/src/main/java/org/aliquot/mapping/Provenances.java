package org.aliquot.mapping;

import java.util.List;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.LabReport;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityComponent;
import org.hl7.fhir.r4.model.Provenance.ProvenanceEntityRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UnsignedIntType;

/** One Provenance for each message: who said it, what software read it, and which bytes it was read from. */
final class Provenances {
    private Provenances() {}

    static Provenance of(MessageScope scope, String software, List<Resource> targets) {
        LabReport report = scope.report();
        Provenance provenance = new Provenance();
        provenance.setId(Ids.provenance(report.id()));
        provenance.setMeta(scope.source());
        targets.forEach(target -> provenance.addTarget(
                new Reference(target.fhirType() + "/" + target.getIdElement().getIdPart())));
        // Our clock, not the device's: that may be years off.
        provenance.setRecordedElement(Times.receivedAt(report.transcript()).orElseGet(Times::unknownInstant));
        provenance
                .addAgent()
                .setType(Codes.concept(Systems.HL7_AGENT, "author", "Author"))
                .setWho(scope.device());
        provenance
                .addAgent()
                .setType(Codes.concept(Systems.HL7_AGENT, "assembler", "Assembler"))
                .setWho(new Reference()
                        .setType("Device")
                        .setIdentifier(new Identifier()
                                .setSystem(Systems.SOFTWARE)
                                .setValue(software + "/" + scope.from().dialect()))
                        .setDisplay(software + ", adapter " + scope.from().dialect()));
        provenance.addEntity(entity(report));
        return provenance;
    }

    private static ProvenanceEntityComponent entity(LabReport report) {
        ByteRange bytes = report.bytes();
        ProvenanceEntityComponent entity = new ProvenanceEntityComponent();
        entity.setRole(ProvenanceEntityRole.SOURCE);
        entity.setWhat(new Reference()
                .setIdentifier(new Identifier()
                        .setSystem(Systems.TRANSCRIPT)
                        .setValue(report.transcript().value() + "#" + bytes.from() + "-" + bytes.to())));
        Extension range = new Extension(Systems.TRANSCRIPT_RANGE);
        range.addExtension(new Extension("from", new UnsignedIntType(bytes.from())));
        range.addExtension(new Extension("to", new UnsignedIntType(bytes.to())));
        entity.addExtension(range);
        return entity;
    }
}
