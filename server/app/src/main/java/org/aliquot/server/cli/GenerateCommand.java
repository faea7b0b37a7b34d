package org.aliquot.server.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aliquot.server.generate.Claims;
import org.aliquot.server.generate.FilePerType;
import org.aliquot.server.generate.Generator;
import org.aliquot.server.generate.LineSink;
import org.aliquot.server.generate.SingleStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code aliquot generate}: a laboratory's data without a laboratory. */
@Command(
        name = "generate",
        description = {
            "Writes invented laboratory data as NDJSON: patients, orders, specimens, results, reports.",
            "The same seed gives the same bytes. Patients and practitioners are tagged as test data (HTEST).",
            "In the single stream whatever a line refers to stands above it."
        },
        mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {
    private static final int BUFFER = 1 << 18;

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Extent extent;

    /** Either of the two. */
    static final class Extent {
        @Option(
                names = "--patients",
                required = true,
                paramLabel = "N",
                description = "So many patients with everything of theirs, some 150 resources each.")
        private Long patients;

        @Option(
                names = "--resources",
                required = true,
                paramLabel = "N",
                description = "Patients until there are so many resources; the last one is whole.")
        private Long resources;

        private long wanted() {
            return patients == null ? resources : patients;
        }

        private long write(Generator generator, LineSink sink) throws IOException {
            return patients == null ? generator.resources(resources, sink) : generator.patients(patients, sink);
        }
    }

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "S",
            description = "Another seed, other people: two sets share no id (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--out",
            defaultValue = "-",
            paramLabel = "DIR",
            description = "A file for each type there: Patient.ndjson …; - (default) is one stream to standard output.")
    private Path out;

    @Option(
            names = "--profiles",
            description = "Resources name the guide's profiles that they follow, in meta.profile.")
    private boolean profiles;

    @Option(names = "--gzip", description = "Compressed files: Patient.ndjson.gz …")
    private boolean gzip;

    @Override
    public Integer call() throws CommandFailedException {
        if (extent.wanted() < 0 || seed < 0) {
            throw new ParameterException(spec.commandLine(), "--patients, --resources and --seed: expected 0 or more");
        }
        boolean toFiles = !out.toString().equals("-");
        if (gzip && !toFiles) {
            throw new ParameterException(spec.commandLine(), "--gzip is for files: add --out DIR, or pipe into gzip");
        }
        try {
            if (toFiles) {
                files();
            } else {
                stream(System.out);
            }
            return ExitCodes.DONE;
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED, e.getFile() + " is there already: give --out an empty or new directory");
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitCodes.FAILED, (toFiles ? out : "standard output") + " cannot be written: " + e.getMessage());
        }
    }

    private void files() throws IOException {
        try (FilePerType files = new FilePerType(out, gzip)) {
            generate(files);
        }
    }

    private void stream(PrintStream standard) throws IOException {
        BufferedOutputStream buffered = new BufferedOutputStream(new Noticing(standard), BUFFER);
        generate(new SingleStream(buffered));
        buffered.flush();
    }

    private void generate(LineSink sink) throws IOException {
        GenerateProgress progress =
                new GenerateProgress(sink, spec.commandLine().getErr());
        long resources = extent.write(new Generator(seed, profiles ? Claims.PROFILES : Claims.NONE), progress);
        spec.commandLine().getErr().println(progress.summary(resources));
    }

    /** A PrintStream keeps its troubles to itself: a reader that has gone away would be written to forever. */
    private static final class Noticing extends OutputStream {
        private final PrintStream standard;

        Noticing(PrintStream standard) {
            this.standard = standard;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            standard.write(bytes, from, length);
            if (standard.checkError()) {
                throw new IOException("whoever read it has gone");
            }
        }
    }
}
