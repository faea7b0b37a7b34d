package org.aliquot.server.settings;

import java.util.List;

/** Every settings record there is. A record not named here is neither checked nor bound. */
public final class Settings {
    public static final List<Class<? extends Record>> ALL = List.of(
            HomeSettings.class,
            AuthSettings.class,
            AuditSettings.class,
            DatabaseSettings.class,
            FhirSettings.class,
            GatewayProperties.class,
            IntakeProperties.class,
            IngestProperties.class,
            ExportProperties.class,
            ViewProperties.class,
            TerminologyProperties.class);

    private Settings() {}
}
