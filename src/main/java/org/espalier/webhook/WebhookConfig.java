package org.espalier.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.espalier.engine.store.RunCompanion;
import org.espalier.json.Json;

/**
 * Where the events of a run are sent; stored with the run.
 *
 * @param url http or https
 * @param headers sent along; a value may be {@code ${secret:NAME}}, which is looked up when it is
 *     sent and never stored
 * @param method POST or PUT
 * @param timeout of one call
 * @param maxRetries how often a call that failed is made again
 */
public record WebhookConfig(
    String url, Map<String, String> headers, String method, Duration timeout, int maxRetries)
    implements RunCompanion {
  public WebhookConfig {
    headers = Map.copyOf(headers);
  }

  @Override
  public void store(Connection connection, UUID runId, UUID treeId, Instant now)
      throws SQLException {
    WebhookStore.insert(connection, runId, Json.write(toJson()), now);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("url", url).put("method", method);
    ObjectNode sent = json.putObject("headers");
    new TreeMap<>(headers).forEach(sent::put);
    return json.put("timeout", timeout.toMillis() / 1e3).put("max_retries", maxRetries);
  }

  static WebhookConfig ofJson(ObjectNode json) {
    Map<String, String> headers = new TreeMap<>();
    json.path("headers").properties().forEach(e -> headers.put(e.getKey(), e.getValue().asText()));
    return new WebhookConfig(
        json.path("url").asText(),
        headers,
        json.path("method").asText(),
        Duration.ofMillis(Math.round(json.path("timeout").doubleValue() * 1_000)),
        json.path("max_retries").intValue());
  }
}
