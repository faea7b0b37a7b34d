package org.aliquot.server.boot;

import org.aliquot.server.fhir.FhirConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/** The Spring application behind {@code aliquot ingest} without a server: storage alone, no analyzers, nothing that listens. */
@SpringBootConfiguration
@Configured
@Import(FhirConfiguration.class)
public class LoaderApplication {}
