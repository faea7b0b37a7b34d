package org.aliquot.lab;

import java.util.Objects;
import java.util.Optional;

/**
 * A picture or curve that came with the results, or the name of one.
 *
 * @param mediaType MIME type, where the instrument says enough to know it
 * @param reference file name or path as sent, when the picture itself did not come along
 * @param data the decoded content, when it did; not copied, so treat it as read-only
 */
public record Attachment(TestCode what, Optional<String> mediaType, Optional<String> reference, Optional<byte[]> data) {
    public Attachment {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(data, "data");
    }
}
