package org.espalier.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.settings.SteadyClock;

/**
 * Keys as the database had them a moment ago, so that a request does not wait for it. Only keys
 * that are there are kept: made-up ones fill no memory. Thread-safe.
 */
@ApplicationScoped
public class KeyCache {
  /** How long a key is taken without asking the database again. */
  public static final Duration TRUSTED = Duration.ofSeconds(5);

  private static final Duration USE_NOTED = Duration.ofMinutes(1);

  private Database database;
  private SteadyClock clock;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** A key and when it was read. */
  private record Seen(ApiKeyStore.StoredKey stored, Instant at) {}

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected KeyCache() {}

  @Inject
  public KeyCache(Database database, SteadyClock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The key of an id; empty when there is none. */
  Optional<ApiKeyStore.StoredKey> find(String id) {
    Instant now = clock.instant();
    Seen known = seen.get(id);
    if (known != null && now.isBefore(known.at().plus(TRUSTED))) {
      return Optional.of(known.stored());
    }
    Optional<ApiKeyStore.StoredKey> read = read(id);
    read.ifPresentOrElse(stored -> seen.put(id, new Seen(stored, now)), () -> seen.remove(id));
    return read;
  }

  private Optional<ApiKeyStore.StoredKey> read(String id) {
    try {
      return database.transaction(connection -> ApiKeyStore.find(connection, id));
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /** Notes that a key was taken, about once a minute. */
  void noteUse(ApiKey key, Instant now) {
    if (key.lastUsedAt().filter(last -> now.isBefore(last.plus(USE_NOTED))).isPresent()) {
      return;
    }
    try {
      database.inTransaction(connection -> ApiKeyStore.noteUse(connection, key.id(), now));
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
    forget(key.id());
  }

  void forget(String id) {
    seen.remove(id);
  }
}
