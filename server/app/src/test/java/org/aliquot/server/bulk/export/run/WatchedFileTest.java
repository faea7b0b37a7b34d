package org.aliquot.server.bulk.export.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that becomes full meanwhile. */
class WatchedFileTest {
    private static final long MEGABYTE = 1L << 20;
    private static final long PLENTY = 1L << 40;

    @TempDir
    private Path folder;

    private final AtomicLong left = new AtomicLong(PLENTY);
    private final DiskRoom room = new DiskRoom(left::get);

    @Test
    void whereThereIsNoRoomNoFileIsBegun() {
        left.set(1_000 * MEGABYTE);
        Path file = folder.resolve("Basic.1.ndjson");

        assertThatThrownBy(() -> WatchedFile.create(file, room))
                .isInstanceOf(ExportFailedException.class)
                .hasMessageContaining("1024 MB");
        assertThat(file).doesNotExist();
    }

    @Test
    void whereTheRoomIsGoneMeanwhileTheFileEndsSoon() throws Exception {
        Path file = folder.resolve("Basic.1.ndjson");
        byte[] some = new byte[(int) MEGABYTE];
        try (OutputStream out = WatchedFile.create(file, room)) {
            out.write(some);
            left.set(0);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            out.write(some);
                        }
                    })
                    .isInstanceOf(ExportFailedException.class)
                    .hasMessageContaining("once there is room");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(65 * MEGABYTE);
    }
}
