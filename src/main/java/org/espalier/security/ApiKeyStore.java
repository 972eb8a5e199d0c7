package org.espalier.security;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.database.Instants;
import org.espalier.database.Statements;

/** Reads and writes API keys, inside the caller's transaction. Stateless. */
final class ApiKeyStore {
  private static final String COLUMNS =
      "id, name, roles, executors, created_by, created_at, expires_at, revoked_at, last_used_at, hash";
  private static final String INSERT =
      "insert into api_key (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String FIND = "select " + COLUMNS + " from api_key where id = ?";
  private static final String LIST =
      "select " + COLUMNS + " from api_key order by created_at, id limit ?";
  private static final String REVOKE =
      "update api_key set revoked_at = coalesce(revoked_at, ?) where id = ?";
  private static final String USED = "update api_key set last_used_at = ? where id = ?";

  /** A key with the hash that tells whether a text is it. */
  record StoredKey(ApiKey key, String hash) {}

  private ApiKeyStore() {}

  static void insert(Connection connection, StoredKey stored) throws SQLException {
    ApiKey key = stored.key();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      Statements.fill(insert)
          .text(key.id())
          .text(key.name())
          .text(list(key.roles().stream().map(Role::word).toList()))
          .text(list(key.executors()))
          .text(key.createdBy())
          .instant(key.createdAt())
          .instant(key.expiresAt().orElse(null))
          .instant(null)
          .instant(null)
          .text(stored.hash());
      insert.executeUpdate();
    }
  }

  static Optional<StoredKey> find(Connection connection, String id) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FIND)) {
      Statements.fill(query).text(id);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(row(result)) : Optional.empty();
      }
    }
  }

  /** The oldest first. */
  static List<ApiKey> list(Connection connection, int limit) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LIST)) {
      Statements.fill(query).number(limit);
      List<ApiKey> keys = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          keys.add(row(result).key());
        }
      }
      return keys;
    }
  }

  /** Whether there is such a key; one that is revoked stays as it is. */
  static boolean revoke(Connection connection, String id, Instant now) throws SQLException {
    return update(connection, REVOKE, id, now);
  }

  static void noteUse(Connection connection, String id, Instant now) throws SQLException {
    update(connection, USED, id, now);
  }

  private static boolean update(Connection connection, String sql, String id, Instant now)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      Statements.fill(update).instant(now).text(id);
      return update.executeUpdate() == 1;
    }
  }

  private static StoredKey row(ResultSet row) throws SQLException {
    return new StoredKey(
        new ApiKey(
            row.getString("id"),
            row.getString("name"),
            set(row.getString("roles"), word -> Role.find(word).stream()),
            set(row.getString("executors"), Stream::of),
            row.getString("created_by"),
            Instants.require(row, "created_at"),
            Instants.find(row, "expires_at"),
            Instants.find(row, "revoked_at"),
            Instants.find(row, "last_used_at")),
        row.getString("hash"));
  }

  private static String list(Collection<String> words) {
    return String.join(",", new TreeSet<>(words));
  }

  private static <T> Set<T> set(String words, Function<String, Stream<T>> reading) {
    return Stream.of(words.split(","))
        .filter(word -> !word.isEmpty())
        .flatMap(reading)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
