package org.aliquot.bench.inside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.aliquot.ingest.Outcome;
import org.aliquot.ingest.ResourceIngest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Writes down how long each report takes from the call to {@link ResourceIngest#ingest} to its return, which is after the
 * commit: a line of nanoseconds, resources, Observations among them, and how many of them were stored.
 */
public final class TimedIngest implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    /** The environment variable that names the file. */
    public static final String FILE = "BENCH_INGEST_TIMES";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getBeanFactory().addBeanPostProcessor(new Wrapped(Path.of(System.getenv(FILE))));
    }

    private record Wrapped(Path file) implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof ResourceIngest ingest ? new Timed(ingest, file) : bean;
        }
    }

    private record Timed(ResourceIngest inner, Path file) implements ResourceIngest {
        @Override
        public List<Outcome> ingest(List<Resource> batch) {
            long start = System.nanoTime();
            List<Outcome> outcomes = inner.ingest(batch);
            long took = System.nanoTime() - start;
            note(took, batch, outcomes);
            return outcomes;
        }

        private void note(long took, List<Resource> batch, List<Outcome> outcomes) {
            long observations =
                    batch.stream().filter(Observation.class::isInstance).count();
            long stored =
                    outcomes.stream().filter(Outcome.Stored.class::isInstance).count();
            try {
                Files.writeString(
                        file,
                        took + " " + batch.size() + " " + observations + " " + stored + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
