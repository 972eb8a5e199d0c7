package org.espalier.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.database.Database;
import org.espalier.database.TestDatabase;
import org.espalier.it.Await;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.junit.jupiter.api.Test;

/** API keys from their making to their end, whatever the database. */
// #11
interface ApiKeysContract {
  TestDatabase database();

  /** A node of its own, with what it remembers. */
  final class Node {
    final ApiKeys keys;
    final Authentication authentication;

    Node(Database database) {
      SteadyClock clock = new SteadyClock();
      KeyCache cache = new KeyCache(database, clock);
      Map<String, String> values =
          Map.of("espalier.auth.admin-key", "0123456789-0123456789-0123456789");
      EspalierSettings settings =
          EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "h");
      this.keys = new ApiKeys(database, clock, cache);
      this.authentication = new Authentication(settings, cache, clock);
    }

    ApiKeys.Created create(String name, Role... roles) {
      return keys.create(
          name, Set.of(roles), Set.of("ssh_executor"), Optional.empty(), "administrator");
    }
  }

  private Node node() {
    return new Node(database().database());
  }

  @Test
  default void aKeyTellsWhoCallsAndWhatTheyMay() {
    Node node = node();
    ApiKeys.Created created = node.create("ci \uD83D\uDE80", Role.VIEWER, Role.APPROVER);

    Caller caller = node.authentication.callerWith(created.text()).orElseThrow();

    assertThat(caller)
        .isEqualTo(
            new Caller(
                created.key().id(),
                "ci \uD83D\uDE80",
                Set.of(Role.VIEWER, Role.APPROVER),
                Set.of("ssh_executor")));
    assertThat(node().authentication.callerWith(created.text())).contains(caller);
  }

  @Test
  default void theAdministratorsKeyOfTheConfigurationIsOne() {
    Caller caller =
        node().authentication.callerWith("0123456789-0123456789-0123456789").orElseThrow();
    assertThat(caller.may(Permission.ADMINISTER)).isTrue();
    assertThat(caller.mayUse("command_executor")).isTrue();
  }

  @Test
  default void whatIsNotExactlyAKeyIsNone() {
    Node node = node();
    String key = node.create("a", Role.ADMIN).text();
    char last = key.charAt(key.length() - 1);
    String other = key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
    for (String wrong :
        new String[] {
          "", " ", other, key + "0", key.substring(1), key.toUpperCase(), "esp_", "'"
        }) {
      assertThat(node.authentication.callerWith(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  default void aRevokedKeyIsRefusedAtOnceAndOnOtherNodesSoon() {
    Node here = node();
    Node there = node();
    ApiKeys.Created created = here.create("gone", Role.VIEWER);
    assertThat(here.authentication.callerWith(created.text())).isPresent();
    assertThat(there.authentication.callerWith(created.text())).isPresent();

    ApiKey revoked = here.keys.revoke(created.key().id());

    assertThat(revoked.revokedAt()).isPresent();
    assertThat(here.authentication.callerWith(created.text())).isEmpty();
    Await.until(
        "the other node has heard of it",
        KeyCache.TRUSTED.multipliedBy(10),
        () -> there.authentication.callerWith(created.text()).isEmpty());
    assertThat(here.keys.revoke(created.key().id()).revokedAt()).isEqualTo(revoked.revokedAt());
    assertThatThrownBy(() -> here.keys.revoke("0123456789ab"))
        .isInstanceOf(ApiKeyNotFoundException.class);
  }

  @Test
  default void anExpiredKeyIsRefused() {
    Node node = node();
    Instant end = Instant.now().plusMillis(300);
    ApiKeys.Created created =
        node.keys.create("brief", Set.of(Role.VIEWER), Set.of(), Optional.of(end), "ada");
    Await.until(
        "it has expired",
        KeyCache.TRUSTED.multipliedBy(10),
        () -> node.authentication.callerWith(created.text()).isEmpty());
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @Test
  default void theDatabaseHoldsNoKey() throws SQLException {
    Node node = node();
    ApiKeys.Created created = node.create("kept", Role.VIEWER);
    String secret = created.text().substring("esp_0123456789ab_".length());

    String row =
        database()
            .database()
            .transaction(
                connection -> {
                  try (ResultSet result =
                      connection
                          .createStatement()
                          .executeQuery(
                              "select * from api_key where id = '" + created.key().id() + "'")) {
                    result.next();
                    StringBuilder all = new StringBuilder();
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                      all.append(result.getString(i)).append('|');
                    }
                    return all.toString();
                  }
                });

    assertThat(row).contains("kept", KeyText.hash(created.text())).doesNotContain(secret);
  }

  @Test
  default void theListSaysWhoMadeAKeyAndThatItWasUsed() {
    Node node = node();
    ApiKeys.Created created = node.create("listed", Role.VIEWER);
    assertThat(listed(node, created).lastUsedAt()).isEmpty();

    node.authentication.callerWith(created.text());

    ApiKey key = listed(node, created);
    assertThat(key.lastUsedAt()).isPresent();
    assertThat(key.createdBy()).isEqualTo("administrator");
    assertThat(key.executors()).containsExactly("ssh_executor");
  }

  private static ApiKey listed(Node node, ApiKeys.Created created) {
    return node.keys.list().stream()
        .filter(key -> key.id().equals(created.key().id()))
        .findFirst()
        .orElseThrow();
  }
}
