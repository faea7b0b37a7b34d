package org.aliquot.server.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an embedded PostgreSQL takes of a machine's memory: a twelfth for its buffers, since the server's heap, Lucene's
 * files and the system's cache of the same data want the rest. Pages are taken from the system only once they are used.
 *
 * @param megabytes of the machine, or of the container
 */
record MemoryShares(long megabytes) {
    private static final long MEGABYTE = 1 << 20;
    private static final long STEP = 64;

    static MemoryShares ofThisMachine() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new MemoryShares(system.getTotalMemorySize() / MEGABYTE);
    }

    /** PostgreSQL's settings by name. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("shared_buffers", within(128, megabytes / 12, 2048));
        settings.put("effective_cache_size", within(512, megabytes / 3, 65536));
        settings.put("work_mem", "8MB");
        settings.put("maintenance_work_mem", within(64, megabytes / 64, 256));
        return settings;
    }

    private static String within(long least, long wanted, long most) {
        return Math.max(least, Math.min(most, wanted / STEP * STEP)) + "MB";
    }
}
