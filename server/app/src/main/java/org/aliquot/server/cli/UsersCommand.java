package org.aliquot.server.cli;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aliquot.server.auth.user.Role;
import org.aliquot.server.auth.user.User;
import org.aliquot.server.auth.user.UserStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aliquot users}: people who may log in where an app asks them to. */
@Command(
        name = "users",
        description = "Makes accounts, lists them, takes them away.",
        mixinStandardHelpOptions = true,
        subcommands = {
            UsersCommand.Add.class,
            UsersCommand.ListAll.class,
            UsersCommand.Remove.class,
            UsersCommand.Codes.class
        })
public final class UsersCommand extends CommandGroup {
    @Command(
            name = "add",
            description =
                    "Makes an account, or gives an account a new password. It is printed once and changed at the login.",
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "NAME", description = "The name to log in with.")
        private String name;

        @Option(
                names = "--fhir-user",
                paramLabel = "REFERENCE",
                description =
                        "Who it is: Practitioner/ID, or Patient/ID, who then sees what is theirs and nothing else.")
        private String fhirUser;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = "clinician",
                description =
                        "The most that apps may be given in this person's name: administrator, pathologist, verifier,"
                                + " technician, clinician or auditor (default: ${DEFAULT-VALUE}; Patient/ID: themselves).")
        private String role;

        @Option(
                names = "--external",
                description = "It logs in at the identity provider (aliquot.auth.login), under this name, and has no"
                        + " password here.")
        private boolean external;

        private Role role() {
            if (fhirUser != null && fhirUser.startsWith("Patient/")) {
                return Role.PATIENT;
            }
            return Role.of(role)
                    .filter(Role.given()::contains)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "--role " + role + ": expected one of " + Role.given()));
        }

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            role();
            if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
                throw new ParameterException(spec.commandLine(), "NAME: letters, digits, . _ @ - (64 at most)");
            }
            if (fhirUser != null
                    && !fhirUser.matches(
                            "(Practitioner|PractitionerRole|Patient|RelatedPerson|Person)/[A-Za-z0-9.-]{1,64}")) {
                throw new ParameterException(
                        spec.commandLine(), "--fhir-user: expected such as Practitioner/7 or Patient/12");
            }
            return AuthTables.with(database, tables -> {
                if (external) {
                    new UserStore(tables, Clock.systemUTC()).addExternal(name, Optional.ofNullable(fhirUser), role());
                    OperatorAudit.changed(
                            tables,
                            "account " + name + " made for a login elsewhere; " + role()
                                    + (fhirUser == null ? "" : ", " + fhirUser));
                    spec.commandLine().getOut().println("added " + name + ", who logs in elsewhere");
                    return ExitCodes.DONE;
                }
                String password = new UserStore(tables, Clock.systemUTC())
                        .addOrReset(name, Optional.ofNullable(fhirUser), role());
                OperatorAudit.changed(
                        tables,
                        "account " + name + " made, or given a new password; " + role()
                                + (fhirUser == null ? "" : ", " + fhirUser));
                spec.commandLine().getOut().println("one-time password " + password);
                return ExitCodes.DONE;
            });
        }
    }

    @Command(
            name = "remove",
            description = "Takes an account away, and at once what apps may do in its name.",
            mixinStandardHelpOptions = true)
    static final class Remove implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "NAME", description = "From 'users list'.")
        private String name;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            return AuthTables.with(database, tables -> {
                if (!new UserStore(tables, Clock.systemUTC()).remove(name)) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED, "no account " + name + "; 'users list' names them");
                }
                OperatorAudit.changed(tables, "account " + name + " taken away");
                spec.commandLine().getOut().println("removed " + name);
                return ExitCodes.DONE;
            });
        }
    }

    @Command(
            name = "totp",
            description = {
                "Has an account asked for a code of an authenticator app beside its password.",
                "Prints what the app is told, once; the same command makes a new one."
            },
            mixinStandardHelpOptions = true)
    static final class Codes implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Parameters(paramLabel = "NAME", description = "From 'users list'.")
        private String name;

        @Option(names = "--off", description = "The password is enough again.")
        private boolean off;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            return AuthTables.with(database, tables -> {
                UserStore users = new UserStore(tables, Clock.systemUTC());
                String told = off
                        ? users.askForNoCodes(name) ? "no codes for " + name : ""
                        : users.askForCodes(name).orElse("");
                if (told.isEmpty()) {
                    throw new CommandFailedException(
                            ExitCodes.REFUSED, "no account " + name + "; 'users list' names them");
                }
                OperatorAudit.changed(
                        tables, "account " + name + (off ? " is asked for no codes" : " is asked for codes"));
                spec.commandLine().getOut().println(told);
                spec.commandLine().getOut().flush();
                return ExitCodes.DONE;
            });
        }
    }

    @Command(name = "list", description = "Lists accounts.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Mixin
        private DatabaseOption database;

        @Override
        public Integer call() throws CommandFailedException, SQLException {
            return AuthTables.with(database, tables -> {
                PrintWriter out = spec.commandLine().getOut();
                for (User user : new UserStore(tables, Clock.systemUTC()).all()) {
                    out.printf(
                            "%-24s %-14s %-24s %s%n",
                            user.name(),
                            user.role(),
                            user.fhirUser().orElse(""),
                            (user.isExternal() ? "elsewhere" : "password") + (user.isCodeDue() ? " and code" : ""));
                }
                out.flush();
                return ExitCodes.DONE;
            });
        }
    }
}
