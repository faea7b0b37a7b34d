package org.aliquot.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot orders}: what a laboratory information system would send, by hand, for a demonstration or a test. */
@Command(
        name = "orders",
        description = "Registers patients, specimens and orders.",
        mixinStandardHelpOptions = true,
        subcommands = OrdersCommand.Load.class)
public final class OrdersCommand extends CommandGroup {
    @Command(
            name = "load",
            description = "Stores the patients, specimens and orders of a file on a running server.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nFile:%n",
            footer = {
                "  *.csv   one order a line, with a header line naming the columns:",
                "          " + OrdersFile.COLUMNS,
                "          accession and patient_id are required, the others may be empty or left out;",
                "          loading the same file again changes nothing.",
                "  *.json  a FHIR R4 Bundle of type transaction, posted as it is."
            })
    static final class Load implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private ServerOption server;

        @Parameters(paramLabel = "FILE", description = "A .csv or .json file.")
        private Path file;

        @Override
        public Integer call() throws CommandFailedException {
            OrdersFile orders = OrdersFile.read(file);
            ServerClient client = server.client();
            for (OrdersFile.Registration registration : orders.registrations()) {
                refuseAnotherPatient(client, registration);
            }
            JsonNode answer = client.post("/fhir", "application/fhir+json", orders.transaction());
            PrintWriter out = spec.commandLine().getOut();
            int created = 0;
            int entries = 0;
            for (JsonNode entry : answer.path("entry")) {
                entries++;
                if (entry.at("/response/status").asText().startsWith("201")) {
                    created++;
                }
                out.println(entry.at("/response/status").asText() + "  "
                        + entry.at("/response/location").asText());
            }
            out.println(entries + " resources: " + created + " new, " + (entries - created)
                    + " there already (as the file has them now)");
            return ExitCodes.DONE;
        }

        // A specimen that changes hands would take its results along, or leave them behind.
        private void refuseAnotherPatient(ServerClient client, OrdersFile.Registration registration)
                throws CommandFailedException {
            JsonNode registered = client.get("/fhir/Specimen?_include=Specimen:patient&accession="
                    + URLEncoder.encode(
                            OrdersBundle.ACCESSION_SYSTEM + "|" + registration.accession(), StandardCharsets.UTF_8));
            for (JsonNode entry : registered.path("entry")) {
                JsonNode patient = entry.path("resource");
                if (!patient.path("resourceType").asText().equals("Patient")) {
                    continue;
                }
                boolean isTheSame = false;
                for (JsonNode identifier : patient.path("identifier")) {
                    isTheSame |= identifier.path("value").asText().equals(registration.patientId());
                }
                if (!isTheSame) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED,
                            file + ": accession " + registration.accession()
                                    + " is registered for another patient (Patient/"
                                    + patient.path("id").asText()
                                    + "). Nothing was sent; correct the file, or the registration over REST");
                }
            }
        }
    }
}
