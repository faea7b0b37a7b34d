package org.aliquot.server.cli;

import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which running server a command talks to. */
final class ServerOption {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Address of the running server, without /fhir (default: ${DEFAULT-VALUE}).")
    private URI address;

    @Mixin
    private TokenOption token;

    @Mixin
    private TrustOption trust;

    BulkExport export(ProgressLine progress) throws CommandFailedException {
        return new BulkExport(address, token, trust.client(), progress);
    }

    ServerClient client() throws CommandFailedException {
        return new ServerClient(address, token, trust.client());
    }
}
