package org.aliquot.gateway.connection;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.aliquot.gateway.peer.PeerList;
import org.aliquot.gateway.peer.Places;
import org.aliquot.gateway.peer.TurnedAway.Reason;

/**
 * The connections of one listener, and who is let in beside them. Where there is no room the connection that was silent
 * longest makes some, as a device that was switched off leaves its old one behind; never one in the middle of a message.
 *
 * <p>With TLS there are two rooms of the same size: who is still shaking hands waits in the first and can cost only others
 * who wait their place. So nobody without a certificate can cut off an analyzer that has shown one. Thread-safe.
 */
final class Visitors {
    private final Line line;
    private final PeerList allowed;
    private final Places places;
    private final List<Visitor> visitors = new CopyOnWriteArrayList<>();

    /** Somebody who is let in. */
    static final class Visitor {
        private final InetAddress peer;
        private final Places.Place place;
        private volatile boolean waits;
        private volatile SocketSession session;

        private Visitor(InetAddress peer, Places.Place place, boolean waits) {
            this.peer = peer;
            this.place = place;
            this.waits = waits;
        }
    }

    Visitors(Line line, Places places) {
        this.line = line;
        this.allowed = line.settings().peers();
        this.places = places;
    }

    /** Lets a peer in, to wait where there is TLS, or turns it away, which is counted and told. */
    synchronized Optional<Visitor> letIn(InetAddress peer) {
        if (!allowed.admits(peer)) {
            line.turnAway(
                    peer,
                    Reason.NOT_ALLOWED,
                    "it is not on the list; if it is an analyzer of yours, add it to allowed-peers of this connection");
            return Optional.empty();
        }
        boolean waits = line.settings().tls() != null;
        if (!hasRoomFor(peer, waits)) {
            return Optional.empty();
        }
        Optional<Places.Place> place = places.take();
        String setting = GatewaySettings.PREFIX + ".max-connections";
        if (place.isEmpty() && oneMakesRoom(those(waits), setting, places.all())) {
            place = places.take();
        }
        if (place.isEmpty()) {
            line.turnAway(
                    peer,
                    Reason.TOO_MANY_IN_ALL,
                    "all " + places.all() + " connections of all listeners are in use; raise " + setting
                            + " if these are analyzers (GET /ops/connections says who has how many)");
            return Optional.empty();
        }
        Visitor visitor = new Visitor(peer, place.get(), waits);
        visitors.add(visitor);
        return Optional.of(visitor);
    }

    /** The hand-shake is done. False where there is no room, or its own was taken meanwhile; both are counted and told. */
    synchronized boolean mayTalk(Visitor visitor) {
        boolean madeRoom = !visitors.contains(visitor);
        if (madeRoom || visitor.waits && !hasRoomFor(visitor.peer, false)) {
            return false;
        }
        visitor.waits = false;
        return true;
    }

    private boolean hasRoomFor(InetAddress peer, boolean waits) {
        int ofPeer = line.settings().maxConnectionsPerPeer();
        if (those(waits).filter(visitor -> visitor.peer.equals(peer)).count() >= ofPeer
                && !oneMakesRoom(
                        those(waits).filter(visitor -> visitor.peer.equals(peer)),
                        "max-connections-per-peer",
                        ofPeer)) {
            line.turnAway(peer, Reason.TOO_MANY_OF_PEER, busy(ofPeer, "of this address", "max-connections-per-peer"));
            return false;
        }
        int all = line.settings().maxConnections();
        if (those(waits).count() >= all && !oneMakesRoom(those(waits), "max-connections", all)) {
            line.turnAway(peer, Reason.TOO_MANY, busy(all, "of this listener", "max-connections"));
            return false;
        }
        return true;
    }

    private Stream<Visitor> those(boolean waiting) {
        return visitors.stream().filter(visitor -> visitor.waits == waiting);
    }

    private static String busy(int most, String of, String setting) {
        return "all " + most + " connections " + of + " are in the middle of a message; raise " + setting
                + " if these are analyzers";
    }

    private boolean oneMakesRoom(Stream<Visitor> candidates, String setting, int most) {
        Optional<Visitor> silent = candidates
                .filter(visitor -> visitor.session != null && !visitor.session.isMidway())
                .min(Comparator.comparing(visitor -> visitor.session.lastByteAt()));
        silent.ifPresent(visitor -> {
            line.turnAway(
                    visitor.peer,
                    Reason.MADE_ROOM,
                    "silent longest of " + most + " connections, it makes room for another; raise " + setting
                            + " if all of them are analyzers");
            visitor.session.close();
            left(visitor);
        });
        return silent.isPresent();
    }

    /** The visitor is served by this session from now on. */
    void served(Visitor visitor, SocketSession session) {
        visitor.session = Objects.requireNonNull(session, "session");
    }

    /** The visitor is gone, or was never served. A second time does nothing. */
    void left(Visitor visitor) {
        visitors.remove(visitor);
        visitor.place.giveBack();
    }

    /** Those who are served. */
    List<SocketSession> sessions() {
        return visitors.stream()
                .map(visitor -> visitor.session)
                .filter(Objects::nonNull)
                .toList();
    }
}
