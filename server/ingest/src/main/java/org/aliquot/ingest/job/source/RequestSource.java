package org.aliquot.ingest.job.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** What a client sends while it is read; it cannot be opened twice. */
public final class RequestSource implements Source {
    private final String name;
    private final InputStream body;
    private boolean isOpened;

    public RequestSource(String name, InputStream body) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
    }

    /** One whose request is over; only its name is left. */
    public static RequestSource ended(String name) {
        RequestSource ended = new RequestSource(name, InputStream.nullInputStream());
        ended.isOpened = true;
        return ended;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InputStream open(long offset) throws IOException {
        if (isOpened || offset > 0) {
            throw new SourceFailedException("was a request, and cannot be read again; send it again");
        }
        isOpened = true;
        return Unpacked.of(body);
    }

    @Override
    public boolean mayRecover() {
        return false;
    }
}
