package org.espalier.executor.ssh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.executor.Deadlines;
import org.espalier.executor.StopSwitch;
import org.espalier.settings.SshSettings;

/**
 * Keeps connections and shares them between attempts with the same target: several commands on one
 * connection, a few connections to one target, and none that was unused for long. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private static final long LOOK_MILLIS = 1_000;

  private final Connector connector;
  private final int maxConnections;
  private final int maxUsers;
  private final Duration idle;
  private final Deadlines deadlines = new Deadlines("espalier-ssh-deadlines");
  private final Map<String, Shelf> shelves = new HashMap<>();
  private boolean closed;

  /** The connections to one target. */
  private static final class Shelf {
    final List<Connection> connections = new ArrayList<>();
    int opening;

    boolean isEmpty() {
      return connections.isEmpty() && opening == 0;
    }
  }

  Connections(Connector connector) {
    SshSettings settings = connector.settings();
    this.connector = connector;
    maxConnections = settings.maxConnections();
    maxUsers = settings.channelsPerConnection();
    idle = settings.idle();
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /**
   * A place on a connection, to be given back; waits for one when all are taken.
   *
   * @return empty when the attempt was stopped meanwhile
   */
  Optional<Connection> take(SshTarget target, StopSwitch stop)
      throws SshException, InterruptedException {
    String identity = target.identity();
    while (!stop.isFired()) {
      synchronized (shelves) {
        Shelf shelf = shelves.computeIfAbsent(identity, ignored -> new Shelf());
        Optional<Connection> free = free(shelf);
        if (free.isPresent()) {
          free.get().take();
          return free;
        }
        if (shelf.connections.size() + shelf.opening >= maxConnections) {
          shelves.wait(LOOK_MILLIS);
          continue;
        }
        shelf.opening++;
      }
      return Optional.of(open(target, identity, stop));
    }
    return Optional.empty();
  }

  private Optional<Connection> free(Shelf shelf) {
    shelf.connections.removeIf(connection -> !connection.isOpen() && connection.isUnused());
    return shelf.connections.stream()
        .filter(connection -> connection.hasRoom(maxUsers))
        .findFirst();
  }

  private Connection open(SshTarget target, String identity, StopSwitch stop) throws SshException {
    Optional<Connection> opened = Optional.empty();
    try {
      opened = Optional.of(new Connection(connector.connect(target, stop), deadlines));
      return opened.get();
    } finally {
      synchronized (shelves) {
        Shelf shelf = Objects.requireNonNull(shelves.get(identity));
        shelf.opening--;
        opened.ifPresent(shelf.connections::add);
        shelves.notifyAll();
      }
    }
  }

  /** Gives a place back; the connection is closed when nobody takes it for a while. */
  void giveBack(Connection connection) {
    synchronized (shelves) {
      connection.giveBack();
      shelves.notifyAll();
      if (connection.isUnused() && !closed) {
        deadlines.after(idle, this::closeUnused);
      }
    }
  }

  private void closeUnused() {
    List<Connection> unused = new ArrayList<>();
    synchronized (shelves) {
      for (Shelf shelf : shelves.values()) {
        shelf.connections.stream()
            .filter(connection -> connection.isUnusedFor(idle.toNanos()))
            .forEach(unused::add);
        shelf.connections.removeAll(unused);
      }
      shelves.values().removeIf(Shelf::isEmpty);
    }
    unused.forEach(connection -> connection.session().disconnect());
  }

  /** How many connections are open. */
  int open() {
    synchronized (shelves) {
      return shelves.values().stream().mapToInt(shelf -> shelf.connections.size()).sum();
    }
  }

  @Override
  public void close() {
    List<Connection> all = new ArrayList<>();
    synchronized (shelves) {
      closed = true;
      shelves.values().forEach(shelf -> all.addAll(shelf.connections));
    }
    deadlines.close();
    all.forEach(connection -> connection.session().disconnect());
  }
}
