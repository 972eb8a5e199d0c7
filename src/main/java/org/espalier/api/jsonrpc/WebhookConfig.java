package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.espalier.tree.FieldReader;
import org.espalier.tree.Violations;

/**
 * Checks where a caller wants events pushed: {@code {"url", "headers", "method", "timeout",
 * "max_retries"}}. Whether the address may be reached is decided where it is reached.
 */
final class WebhookConfig {
  private static final Set<String> METHODS = Set.of("POST", "PUT");
  private static final int MAX_URL = 2_000;
  private static final int MAX_TIMEOUT_SECONDS = 300;
  private static final int MAX_RETRIES = 20;

  private WebhookConfig() {}

  static void check(ObjectNode config) {
    Violations violations = new Violations(20);
    FieldReader fields = new FieldReader(config, "/webhook_config", violations);
    String url = fields.text("url", MAX_URL);
    if (url == null || !url.matches("(?i)https?://.+")) {
      violations.add(
          "/webhook_config/url", "required", "'url': expected an http or https address.");
    }
    String method = fields.text("method", 10);
    if (method != null && !METHODS.contains(method)) {
      violations.add(
          "/webhook_config/method", "range", "'method': expected POST or PUT, got '%s'.", method);
    }
    fields.number("timeout", 0.1, MAX_TIMEOUT_SECONDS);
    fields.wholeNumber("max_retries", 0, MAX_RETRIES);
    ObjectNode headers = fields.object("headers", 1 << 16);
    if (headers != null) {
      for (JsonNode value : headers) {
        if (!value.isTextual() || value.textValue().chars().anyMatch(Character::isISOControl)) {
          violations.add("/webhook_config/headers", "type", "Headers are texts of one line.");
        }
      }
    }
    violations.refuseRequestIfAny();
  }
}
