package org.aliquot.gateway.spool;

import java.util.Objects;
import java.util.Optional;
import org.aliquot.lab.ByteRange;
import org.aliquot.lab.Finding;
import org.aliquot.lab.MessageId;

/**
 * Something to put before a person: a finding and the stretch of the transcript it is about.
 *
 * @param message by content, where it could be read that far
 */
public record Concern(ByteRange bytes, Optional<MessageId> message, Finding finding) {
    public Concern {
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(finding, "finding");
    }

    public boolean isError() {
        return finding.severity() == Finding.Severity.ERROR;
    }
}
