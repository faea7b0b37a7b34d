package org.aliquot.bench.micro;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.aliquot.ingest.LineRefusedException;
import org.aliquot.ingest.rows.json.Schema;
import org.aliquot.ingest.validate.FullCheck;
import org.aliquot.ingest.validate.LocalValueSets;
import org.aliquot.ingest.validate.ProfileCheck;
import org.aliquot.ingest.validate.Structure;
import org.aliquot.server.generate.Claims;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What each level of validation costs for an Observation that claims, and keeps, a profile of the guide; no database. */
@State(Scope.Benchmark)
public class ValidateBenchmark extends Throughput {
    private final Lines lines = new Lines(Claims.PROFILES);
    private final FhirContext context = FhirContext.forR4Cached();
    private final ValidationSupportChain support = support(context);
    private final Structure structure = new Structure(new Schema(context));
    private final ProfileCheck profiles =
            new ProfileCheck(context, definitions(support), new LocalValueSets(support)::codes);
    private final FullCheck full = new FullCheck(context, new FhirInstanceValidator(support));

    /** The check behind the fast lane; the fast lane's own is part of its reading. */
    @Benchmark
    public Object structure() throws LineRefusedException {
        byte[] line = lines.bytes();
        structure.check(line);
        return line;
    }

    @Benchmark
    public Object profiles() throws LineRefusedException {
        byte[] line = lines.bytes();
        profiles.check(line);
        return line;
    }

    @Benchmark
    public Object full() throws LineRefusedException {
        byte[] line = lines.bytes();
        full.check(line);
        return line;
    }

    private static List<StructureDefinition> definitions(ValidationSupportChain support) {
        return Objects.requireNonNull(support.fetchAllStructureDefinitions()).stream()
                .map(StructureDefinition.class::cast)
                .filter(definition -> definition.getUrl().startsWith("https://aliquot.org/"))
                .toList();
    }

    private static ValidationSupportChain support(FhirContext context) {
        NpmPackageValidationSupport guide = new NpmPackageValidationSupport(context);
        try {
            guide.loadPackageFromClasspath("classpath:org/aliquot/ig/package.tgz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        UnknownCodeSystemWarningValidationSupport unknownSystems =
                new UnknownCodeSystemWarningValidationSupport(context);
        unknownSystems.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        return new ValidationSupportChain(
                guide,
                new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                unknownSystems);
    }
}
