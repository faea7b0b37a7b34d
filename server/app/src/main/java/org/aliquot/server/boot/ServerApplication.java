package org.aliquot.server.boot;

import org.aliquot.server.audit.AuditConfiguration;
import org.aliquot.server.auth.AuthConfiguration;
import org.aliquot.server.bulk.export.ExportConfiguration;
import org.aliquot.server.bulk.feed.FeedConfiguration;
import org.aliquot.server.fhir.FhirConfiguration;
import org.aliquot.server.intake.IntakeConfiguration;
import org.aliquot.server.view.ViewConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/** The Spring application behind {@code aliquot serve}. */
@SpringBootConfiguration
@Configured
@ComponentScan({"org.aliquot.server.web", "org.aliquot.server.ops", "org.aliquot.server.ui"})
@Import({
    FhirConfiguration.class,
    ExportConfiguration.class,
    FeedConfiguration.class,
    ViewConfiguration.class,
    IntakeConfiguration.class,
    AuthConfiguration.class,
    AuditConfiguration.class
})
public class ServerApplication {}
