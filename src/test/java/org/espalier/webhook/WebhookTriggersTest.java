package org.espalier.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.persistence.EntityManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.RunTrigger;
import org.espalier.engine.schedule.TestSchedules;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.InvalidSettingException;
import org.espalier.settings.MonotonicTimer;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTriggersTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "s3cret";
  private static final String TASK = "{'name':'t','schemas':{'method':'echo_executor'}}";

  private static TestDatabase database;
  private final Standstill timer = new Standstill();
  private TestNode node;
  private EntityManager jpa;

  private static final class Standstill implements MonotonicTimer {
    long nanos;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(long duration) {}
  }

  @BeforeAll
  static void open() {
    database = TestDatabase.h2();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void begin() {
    node = new TestNode(database);
    jpa = database.entityManagers().createEntityManager();
  }

  @AfterEach
  void end() {
    jpa.close();
    node.close();
  }

  private WebhookTriggers triggers(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    EspalierSettings read =
        EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test");
    SteadyClock clock = new SteadyClock(NOW, timer);
    return new WebhookTriggers(
        database.database(), TestSchedules.of(database, node, jpa, read, clock), read, clock);
  }

  private WebhookTriggers withSecret(String... settings) {
    String[] all = new String[settings.length + 2];
    all[0] = "espalier.webhook.trigger-secret";
    all[1] = SECRET;
    System.arraycopy(settings, 0, all, 2, settings.length);
    return triggers(all);
  }

  private static WebhookTriggers.Call call(String from, String timestamp, String signature) {
    try {
      return new WebhookTriggers.Call(
          InetAddress.getByName(from),
          Optional.ofNullable(timestamp),
          Optional.ofNullable(signature),
          BODY);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static WebhookTriggers.Call signed(Instant at) {
    String timestamp = Long.toString(at.getEpochSecond());
    return call("10.1.2.3", timestamp, Signature.of(SECRET, timestamp, BODY));
  }

  private static ErrorCode refusal(WebhookTriggers triggers, WebhookTriggers.Call call) {
    WebhookRefusedException refused =
        catchThrowableOfType(WebhookRefusedException.class, () -> triggers.check(call));
    assertThat(refused).isNotNull();
    return refused.code();
  }

  @Test
  void startsARunForASignedCallOnce() {
    WebhookTriggers triggers = withSecret();
    UUID tree = node.store(TASK);
    triggers.check(signed(NOW));
    UUID run = triggers.start(tree, signed(NOW));
    assertThat(node.await(tree, RunStatus.COMPLETED).id()).isEqualTo(run);
    assertThat(node.latestRun(tree).trigger()).isEqualTo(RunTrigger.WEBHOOK);

    UUID other = node.store(TASK);
    for (UUID task : new UUID[] {tree, other}) {
      WebhookRefusedException refused =
          catchThrowableOfType(
              WebhookRefusedException.class, () -> withSecret().start(task, signed(NOW)));
      assertThat(refused.code()).isEqualTo(ErrorCode.WEBHOOK_REPLAYED);
    }
    assertThat(node.runs(tree)).hasSize(1);
    assertThat(node.runs(other)).isEmpty();
    triggers.start(tree, signed(NOW.plusSeconds(1)));
    node.await(tree, RunStatus.COMPLETED);
    assertThat(node.runs(tree)).hasSize(2);
  }

  @Test
  void isOffWithoutASecret() {
    assertThat(refusal(triggers(), signed(NOW))).isEqualTo(ErrorCode.WEBHOOK_OFF);
  }

  @Test
  void refusesWhatIsNotSignedRight() {
    WebhookTriggers triggers = withSecret();
    String now = Long.toString(NOW.getEpochSecond());
    String right = Signature.of(SECRET, now, BODY);
    assertThat(refusal(triggers, call("10.1.2.3", now, null)))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    assertThat(refusal(triggers, call("10.1.2.3", null, right)))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    assertThat(refusal(triggers, call("10.1.2.3", "now", right)))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    assertThat(refusal(triggers, call("10.1.2.3", now, Signature.of("other", now, BODY))))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    assertThat(refusal(triggers, call("10.1.2.3", now, ""))).isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    triggers.check(call("10.1.2.3", now, "sha256=" + right.toUpperCase()));
  }

  @Test
  void refusesWhatIsTooOldOrOfTheFuture() {
    WebhookTriggers triggers = withSecret();
    triggers.check(signed(NOW.minus(Duration.ofMinutes(5))));
    triggers.check(signed(NOW.plus(Duration.ofMinutes(5))));
    assertThat(refusal(triggers, signed(NOW.minus(Duration.ofMinutes(5)).minusSeconds(1))))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    assertThat(refusal(triggers, signed(NOW.plus(Duration.ofMinutes(5)).plusSeconds(1))))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
  }

  @Test
  void acceptsCallsOnlyFromWhereTheyMayComeFrom() {
    WebhookTriggers triggers = withSecret("espalier.webhook.trigger-allow", "10.1.0.0/16, ::1");
    triggers.check(signed(NOW));
    assertThat(refusal(triggers, call("192.0.2.1", "1", "x"))).isEqualTo(ErrorCode.WEBHOOK_ADDRESS);
    assertThat(
            catchThrowableOfType(
                InvalidSettingException.class,
                () -> withSecret("espalier.webhook.trigger-allow", "somewhere")))
        .hasMessageContaining("espalier.webhook.trigger-allow");
  }

  @Test
  void acceptsOnlySoManyCallsAMinute() {
    WebhookTriggers triggers = withSecret("espalier.webhook.trigger-rate-limit", "3");
    for (int i = 0; i < 3; i++) {
      assertThat(refusal(triggers, call("192.0.2.7", "1", "x")))
          .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
    }
    assertThat(refusal(triggers, call("192.0.2.7", "1", "x"))).isEqualTo(ErrorCode.WEBHOOK_RATE);
    triggers.check(signed(NOW));
    timer.nanos = Duration.ofMinutes(1).toNanos();
    assertThat(refusal(triggers, call("192.0.2.7", "1", "x")))
        .isEqualTo(ErrorCode.WEBHOOK_SIGNATURE);
  }
}
