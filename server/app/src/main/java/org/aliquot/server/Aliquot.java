package org.aliquot.server;

import org.aliquot.server.cli.AuditCommand;
import org.aliquot.server.cli.CheckCommand;
import org.aliquot.server.cli.ClientsCommand;
import org.aliquot.server.cli.ConvertCommand;
import org.aliquot.server.cli.ExitCodes;
import org.aliquot.server.cli.ExportCommand;
import org.aliquot.server.cli.GenerateCommand;
import org.aliquot.server.cli.IndexesCommand;
import org.aliquot.server.cli.IngestCommand;
import org.aliquot.server.cli.OrdersCommand;
import org.aliquot.server.cli.QuarantineCommand;
import org.aliquot.server.cli.SendCommand;
import org.aliquot.server.cli.ServeCommand;
import org.aliquot.server.cli.TokenCommand;
import org.aliquot.server.cli.UsersCommand;
import org.aliquot.server.cli.VersionText;
import org.aliquot.server.cli.ViewsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: {@code aliquot COMMAND}. One command, one class in {@link org.aliquot.server.cli}. */
@Command(
        name = "aliquot",
        description = "Laboratory results from analyzers to FHIR R4.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            ServeCommand.class,
            ConvertCommand.class,
            IngestCommand.class,
            ExportCommand.class,
            SendCommand.class,
            OrdersCommand.class,
            QuarantineCommand.class,
            GenerateCommand.class,
            IndexesCommand.class,
            CheckCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            ClientsCommand.class,
            UsersCommand.class,
            ViewsCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage", "3:input refused or quarantined"},
        synopsisSubcommandLabel = "COMMAND")
public final class Aliquot implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs one command and ends the process with its exit code; {@code serve} ends with the server. */
    public static void main(String[] arguments) {
        boolean isServer = arguments.length > 0 && arguments[0].equals("serve");
        if (!isServer && System.getProperty("logback.configurationFile") == null) {
            // Before anything logs; the server's own logging is set up by Spring Boot.
            System.setProperty("logback.configurationFile", "logback-cli.xml");
        }
        System.exit(run(arguments));
    }

    /** Runs one command and returns its exit code. */
    public static int run(String... arguments) {
        return new CommandLine(new Aliquot())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("aliquot: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
                    return ExitCodes.of(e);
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command?");
    }
}
