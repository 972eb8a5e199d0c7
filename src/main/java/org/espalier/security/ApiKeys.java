package org.espalier.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.settings.SteadyClock;

/** Makes, lists and revokes API keys. Thread-safe. */
@ApplicationScoped
public class ApiKeys {
  /** So many are listed at most, the oldest. */
  private static final int MAX_LISTED = 10_000;

  private Database database;
  private SteadyClock clock;
  private KeyCache cache;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected ApiKeys() {}

  @Inject
  public ApiKeys(Database database, SteadyClock clock, KeyCache cache) {
    this.database = database;
    this.clock = clock;
    this.cache = cache;
  }

  /**
   * A new key.
   *
   * @param text the key itself, which nobody can read again
   */
  public record Created(ApiKey key, String text) {}

  /**
   * Makes a key.
   *
   * @param expiresAt empty for never
   * @param createdBy the caller's name
   */
  public Created create(
      String name,
      Set<Role> roles,
      Set<String> executors,
      Optional<Instant> expiresAt,
      String createdBy) {
    String text = KeyText.create();
    ApiKey key =
        new ApiKey(
            KeyText.idOf(text).orElseThrow(),
            name,
            roles,
            executors,
            createdBy,
            clock.instant(),
            expiresAt,
            Optional.empty(),
            Optional.empty());
    ApiKeyStore.StoredKey stored = new ApiKeyStore.StoredKey(key, KeyText.hash(text));
    change(
        connection -> {
          ApiKeyStore.insert(connection, stored);
          return stored;
        });
    return new Created(key, text);
  }

  /** All keys, revoked and expired ones too, the oldest first. */
  public List<ApiKey> list() {
    try {
      return database.transaction(connection -> ApiKeyStore.list(connection, MAX_LISTED));
    } catch (SQLException e) {
      throw new DatabaseUnavailableException(e);
    }
  }

  /**
   * Refuses a key from now on: on this node at once, on others within {@link KeyCache#TRUSTED}.
   *
   * @throws ApiKeyNotFoundException when there is none
   */
  public ApiKey revoke(String id) {
    ApiKey revoked =
        change(
            connection -> {
              if (!ApiKeyStore.revoke(connection, id, clock.instant())) {
                throw new ApiKeyNotFoundException(id);
              }
              return ApiKeyStore.find(connection, id).orElseThrow().key();
            });
    cache.forget(id);
    return revoked;
  }

  private <T> T change(Database.Work<T> work) {
    try {
      return database.transaction(work);
    } catch (SQLException e) {
      throw DatabaseUnavailableException.duringChange(e);
    }
  }
}
