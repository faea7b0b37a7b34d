package org.aliquot.instrument;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;

/**
 * A family of instruments that speaks one dialect.
 *
 * @param key stable name in configuration, code tables and on the command line ({@code sysmex-xn})
 * @param title for people
 * @param models what the dialect was written for; others of the line are read alike
 * @param charset what the family sends unless the device is set otherwise
 */
public record InstrumentFamily(String key, Protocol protocol, String title, List<String> models, Charset charset) {
    public InstrumentFamily {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(title, "title");
        models = List.copyOf(models);
        Objects.requireNonNull(charset, "charset");
    }
}
