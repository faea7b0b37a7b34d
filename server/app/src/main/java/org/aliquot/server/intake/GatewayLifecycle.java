package org.aliquot.server.intake;

import java.util.Objects;
import java.util.function.Supplier;
import org.aliquot.gateway.service.Gateway;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the gateway once the server can store, and stops it while the server still can: analyzers are told to wait
 * before anything behind them goes away.
 */
public final class GatewayLifecycle implements SmartLifecycle {
    private final Supplier<Gateway> start;
    private volatile @Nullable Gateway gateway;

    GatewayLifecycle(Supplier<Gateway> start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    /**
     * The running gateway.
     *
     * @throws IllegalStateException before the start and after the stop
     */
    public Gateway gateway() {
        Gateway running = gateway;
        if (running == null) {
            throw new IllegalStateException("the gateway is not running");
        }
        return running;
    }

    @Override
    public void start() {
        gateway = start.get();
    }

    @Override
    public void stop() {
        Gateway running = gateway;
        gateway = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return gateway != null;
    }

    // Last to start, first to stop: above the web server's phases (SmartLifecycle.DEFAULT_PHASE - 1024 and - 2048).
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
