package org.aliquot.server.view.http;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aliquot.server.view.format.RowFormat;
import org.jspecify.annotations.Nullable;

/** The header {@code Accept} (RFC 9110, 12.5.1): what the client would rather have, by weight, then by order. */
final class Accepted {
    private static final Pattern WEIGHT =
            Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ANY = Pattern.compile("\\s*(?:\\*|application)/\\*\\s*(?:;.*)?");

    private Accepted() {}

    /** NDJSON where it asks for none that there is. */
    static RowFormat format(@Nullable String accepted) {
        RowFormat best = RowFormat.NDJSON;
        BigDecimal most = BigDecimal.ZERO;
        for (String range : Objects.toString(accepted, "").split(",")) {
            BigDecimal weight = weight(range);
            Optional<RowFormat> format =
                    ANY.matcher(range).matches() ? Optional.of(RowFormat.NDJSON) : RowFormat.of(range);
            if (format.isPresent() && weight.compareTo(most) > 0) {
                best = format.get();
                most = weight;
            }
        }
        return best;
    }

    private static BigDecimal weight(String range) {
        Matcher weight = WEIGHT.matcher(range);
        return weight.find() ? new BigDecimal(weight.group(1)) : BigDecimal.ONE;
    }
}
