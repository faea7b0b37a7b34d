package org.aliquot.mapping;

import java.util.Optional;
import org.aliquot.lab.Analyzer;
import org.aliquot.lab.InstrumentId;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.Identifier;

/** The analyzer at its bench. */
final class Devices {
    private Devices() {}

    /** Follows from the device's configured name alone: new firmware is a new version of the same Device. */
    static String id(InstrumentId from) {
        return Ids.of("Device", from.device());
    }

    static Device of(MessageScope scope) {
        Analyzer analyzer = scope.report().analyzer();
        Device device = new Device();
        device.setId(id(analyzer.id()));
        device.setMeta(scope.meta(Systems.DEVICE_PROFILE));
        device.addIdentifier(new Identifier()
                .setSystem(Systems.DEVICE)
                .setValue(analyzer.id().device()));
        device.setStatus(FHIRDeviceStatus.ACTIVE);
        device.setType(new CodeableConcept()
                .setText("Laboratory analyzer, " + analyzer.id().dialect()));
        said(analyzer.manufacturer()).ifPresent(device::setManufacturer);
        said(analyzer.serialNumber()).ifPresent(device::setSerialNumber);
        said(analyzer.model()).ifPresent(model -> {
            device.setModelNumber(model);
            device.addDeviceName().setName(model).setType(DeviceNameType.MODELNAME);
        });
        device.addDeviceName().setName(analyzer.id().device()).setType(DeviceNameType.USERFRIENDLYNAME);
        said(analyzer.softwareVersion())
                .ifPresent(version -> device.addVersion().setValue(version));
        return device;
    }

    private static Optional<String> said(Optional<String> text) {
        return text.filter(value -> !value.isBlank()).map(Texts::clean);
    }
}
