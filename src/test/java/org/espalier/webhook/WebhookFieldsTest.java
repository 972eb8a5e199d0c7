package org.espalier.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.json.Json;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.Violations;
import org.junit.jupiter.api.Test;

class WebhookFieldsTest {
  private final Violations violations = new Violations(10);

  private Optional<WebhookConfig> read(String json) {
    ObjectNode body = Json.readObject("{'w':".replace('\'', '"') + json.replace('\'', '"') + "}");
    return WebhookFields.read(new FieldReader(body, "", violations), "w", violations);
  }

  private List<String> faults(String json) {
    assertThat(read(json)).isEmpty();
    return violations.list().stream().map(TreeViolation::pointer).toList();
  }

  @Test
  void readsWhatTheProtocolHas() {
    assertThat(
            read(
                "{'url':'https://example.org/h','headers':{'X-A':'b','X-N':1},'method':'put','timeout':2.5,'max_retries':7}"))
        .contains(
            new WebhookConfig(
                "https://example.org/h",
                Map.of("X-A", "b", "X-N", "1"),
                "PUT",
                Duration.ofMillis(2_500),
                7));
    WebhookConfig simple = read("{'url':'http://example.org'}").orElseThrow();
    assertThat(simple)
        .isEqualTo(
            new WebhookConfig("http://example.org", Map.of(), "POST", Duration.ofSeconds(30), 3));
    assertThat(WebhookConfig.ofJson(simple.toJson())).isEqualTo(simple);
    assertThat(violations.isEmpty()).isTrue();
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    assertThat(faults("{'method':'GET','timeout':0,'max_retries':99,'colour':'red'}"))
        .containsExactlyInAnyOrder(
            "/w/url", "/w/method", "/w/timeout", "/w/max_retries", "/w/colour");
  }

  @Test
  void refusesWhatCannotBeSent() {
    assertThat(
            faults(
                "{'url':'ftp://example.org','headers':{'X A':'b','Content-Length':'1','X-L':'a\\nb','X-O':{}}}"))
        .containsExactlyInAnyOrder(
            "/w/url",
            "/w/headers/X A",
            "/w/headers/Content-Length",
            "/w/headers/X-L",
            "/w/headers/X-O");
  }

  @Test
  void refusesCredentialsInTheUrl() {
    assertThat(faults("{'url':'https://u:p@example.org/'}")).containsExactly("/w/url");
  }
}
