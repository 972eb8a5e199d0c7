package org.espalier.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.espalier.database.TestDatabase;
import org.espalier.engine.TestNode;
import org.espalier.engine.store.RunStart;
import org.espalier.event.EventLog;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.security.Secrets;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.RunStatus;
import org.junit.jupiter.api.Test;

/** How receivers are told, whatever the database. */
interface WebhooksContract {
  Duration BOUND = Duration.ofSeconds(60);
  String TWO_TASKS =
      """
      {'tasks':[
       {'id':'root','name':'root','schemas':{'method':'echo_executor'},'dependencies':['first']},
       {'id':'first','name':'first','parent_id':'root','schemas':{'method':'echo_executor'},'inputs':{'n':1}}]}
      """;
  List<String> TOLD =
      List.of("task_start", "task_completed", "task_start", "task_completed", "final");

  TestDatabase database();

  /** Tells receivers on this host, quickly. */
  final class Teller implements AutoCloseable {
    final WebhookDeliveries deliveries;

    Teller(TestDatabase database, List<String> opened, String... settings) {
      Map<String, String> values = new HashMap<>();
      values.put("espalier.webhook.interval", "PT0.05S");
      values.put("espalier.webhook.retry-delay", "PT0.05S");
      values.put("espalier.webhook.secret", "s3cret");
      for (int i = 0; i < settings.length; i += 2) {
        values.put(settings[i], settings[i + 1]);
      }
      deliveries =
          new WebhookDeliveries(
              database.database(),
              new EventLog(database.database()),
              new SteadyClock(),
              EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test"),
              new EgressGuard(new EgressSettings(opened)),
              new Secrets());
      deliveries.open();
    }

    Teller start() {
      deliveries.start(Thread::new);
      return this;
    }

    @Override
    public void close() {
      deliveries.stop();
      deliveries.close();
    }
  }

  List<String> LOOPBACK = List.of("127.0.0.1");

  private static WebhookConfig config(String url, int maxRetries) {
    return new WebhookConfig(
        url, Map.of("X-Mine", "yes"), "POST", Duration.ofSeconds(20), maxRetries);
  }

  private static UUID run(TestNode node, WebhookConfig config) {
    UUID tree = node.store(TWO_TASKS);
    UUID run = node.runner.start(tree, RunStart.ALL.with(config));
    node.await(tree, RunStatus.COMPLETED);
    return run;
  }

  @Test
  default void tellsEveryEventOnceInOrderAndSigned() {
    try (Receiver receiver = new Receiver(request -> 204);
        Teller teller = new Teller(database(), LOOPBACK).start();
        TestNode node = new TestNode(database())) {
      UUID run = run(node, config(receiver.url(), 3));
      Await.until("the end is told", BOUND, () -> receiver.isTold("final"));
      assertThat(receiver.types()).isEqualTo(TOLD);
      Receiver.Received completed = receiver.received().get(1);
      assertThat(completed.json().at("/result/n").intValue()).isEqualTo(1);
      assertThat(completed.json().path("protocol").asText()).isEqualTo("jsonrpc");
      assertThat(completed.json().path("status").asText()).isEqualTo("completed");
      assertThat(completed.json().path("final").booleanValue()).isFalse();
      Receiver.Received last = receiver.received().get(4);
      assertThat(last.json().path("final").booleanValue()).isTrue();
      assertThat(last.json().path("task_id")).isEqualTo(last.json().path("root_task_id"));
      assertThat(last.json().at("/result/progress").doubleValue()).isEqualTo(1);
      for (Receiver.Received each : receiver.received()) {
        assertThat(each.method()).isEqualTo("POST");
        assertThat(each.headers().getFirst("X-Mine")).isEqualTo("yes");
        assertThat(each.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(each.headers().getFirst("X-Webhook-Signature"))
            .isEqualTo(
                Signature.of(
                    "s3cret",
                    each.headers().getFirst("X-Webhook-Timestamp"),
                    each.body().getBytes(StandardCharsets.UTF_8)));
      }
      Await.until(
          "all calls are noted", BOUND, () -> teller.deliveries.of(run, 0, 100).size() == 5);
      assertThat(teller.deliveries.of(run, 0, 100))
          .allSatisfy(
              delivery -> {
                assertThat(delivery.status()).isEqualTo(Delivery.Status.DELIVERED);
                assertThat(delivery.httpStatus()).contains(204);
                assertThat(delivery.attempt()).isEqualTo(1);
              });
      List<Delivery> page = teller.deliveries.of(run, 0, 2);
      assertThat(teller.deliveries.of(run, page.get(1).id(), 100)).hasSize(3);
    }
  }

  @Test
  default void callsAgainAndKeepsTheOrder() {
    AtomicInteger calls = new AtomicInteger();
    try (Receiver receiver =
            new Receiver(request -> List.of(2, 3).contains(calls.incrementAndGet()) ? 503 : 200);
        Teller teller = new Teller(database(), LOOPBACK).start();
        TestNode node = new TestNode(database())) {
      UUID run = run(node, config(receiver.url(), 3));
      Await.until("the end is told", BOUND, () -> receiver.isTold("final"));
      assertThat(receiver.types())
          .containsExactly(
              "task_start",
              "task_completed",
              "task_completed",
              "task_completed",
              "task_start",
              "task_completed",
              "final");
      Await.until(
          "all calls are noted", BOUND, () -> teller.deliveries.of(run, 0, 100).size() == 7);
      assertThat(teller.deliveries.of(run, 0, 100))
          .extracting(delivery -> delivery.status().word() + " " + delivery.attempt())
          .containsExactly(
              "delivered 1",
              "retrying 1",
              "retrying 2",
              "delivered 3",
              "delivered 1",
              "delivered 1",
              "delivered 1");
      assertThat(receiver.received().get(1).headers().getFirst("X-Webhook-Event"))
          .isEqualTo(receiver.received().get(3).headers().getFirst("X-Webhook-Event"));
    }
  }

  @Test
  default void givesAnEventUpAfterTheRetriesAndGoesOnWithTheNext() {
    try (Receiver receiver =
            new Receiver(
                request ->
                    request.type().equals("task_start")
                        ? 500
                        : request.type().equals("final") ? 200 : 404);
        Teller teller = new Teller(database(), LOOPBACK).start();
        TestNode node = new TestNode(database())) {
      UUID run = run(node, config(receiver.url(), 1));
      Await.until("the end is told", BOUND, () -> receiver.isTold("final"));
      Await.until(
          "all calls are noted", BOUND, () -> teller.deliveries.of(run, 0, 100).size() == 7);
      assertThat(teller.deliveries.of(run, 0, 100))
          .extracting(d -> d.type() + " " + d.status().word() + " " + d.httpStatus().orElse(0))
          .containsExactly(
              "task_start retrying 500",
              "task_start failed 500",
              "task_completed failed 404",
              "task_start retrying 500",
              "task_start failed 500",
              "task_completed failed 404",
              "final delivered 200");
    }
  }

  @Test
  default void whatIsNotToldYetIsToldByAServerThatStartsLater() {
    AtomicInteger answer = new AtomicInteger(503);
    try (Receiver receiver = new Receiver(request -> answer.get())) {
      UUID run;
      try (TestNode node = new TestNode(database());
          Teller first =
              new Teller(database(), LOOPBACK, "espalier.webhook.retry-delay", "PT0.2S").start()) {
        run = run(node, config(receiver.url(), 20));
        Await.until("it was tried", BOUND, () -> !first.deliveries.of(run, 0, 1).isEmpty());
      }
      answer.set(200);
      try (Teller second = new Teller(database(), LOOPBACK).start()) {
        Await.until("the end is told", BOUND, () -> receiver.isTold("final"));
        assertThat(receiver.types().subList(receiver.types().size() - 4, receiver.types().size()))
            .isEqualTo(TOLD.subList(1, 5));
        Await.until(
            "the last call is noted",
            BOUND,
            () ->
                second.deliveries.of(run, 0, 100).stream()
                    .anyMatch(delivery -> delivery.type().equals("final")));
      }
    }
  }

  @Test
  default void twoNodesTellEachEventOnce() {
    try (Receiver receiver = new Receiver(request -> 200);
        Teller one = new Teller(database(), LOOPBACK).start();
        Teller two = new Teller(database(), LOOPBACK).start();
        TestNode node = new TestNode(database())) {
      for (int i = 0; i < 10; i++) {
        UUID tree = node.store(TWO_TASKS);
        node.runner.start(tree, RunStart.ALL.with(config(receiver.url(), 3)));
      }
      Await.until(
          "all ends are told",
          BOUND,
          () -> receiver.types().stream().filter("final"::equals).count() == 10);
      assertThat(receiver.received()).hasSize(50);
      Set<String> events =
          receiver.received().stream()
              .map(each -> each.headers().getFirst("X-Webhook-Event"))
              .collect(Collectors.toSet());
      assertThat(events).hasSize(50);
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  default void callsNoAddressThatIsNotOpen() {
    try (Receiver receiver = new Receiver(request -> 200);
        Teller teller = new Teller(database(), List.of()).start();
        TestNode node = new TestNode(database())) {
      UUID run = run(node, config(receiver.url(), 3));
      Await.until("all is given up", BOUND, () -> teller.deliveries.of(run, 0, 100).size() == 5);
      assertThat(teller.deliveries.of(run, 0, 100))
          .allSatisfy(
              delivery -> {
                assertThat(delivery.status()).isEqualTo(Delivery.Status.FAILED);
                assertThat(delivery.error().orElseThrow()).contains("127.0.0.1");
              });
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  default void theClaimOfADeadNodeRunsOut() throws Exception {
    try (Receiver receiver = new Receiver(request -> 200);
        TestNode node = new TestNode(database())) {
      WebhookConfig quick =
          new WebhookConfig(receiver.url(), Map.of(), "PUT", Duration.ofMillis(500), 3);
      run(node, quick);
      Instant now = new SteadyClock().instant();
      List<OpenWebhook> claimed =
          database().database().transaction(c -> WebhookStore.claim(c, now, 100));
      assertThat(claimed).hasSize(1);
      try (Teller teller = new Teller(database(), LOOPBACK).start()) {
        Await.until("the end is told", BOUND, () -> receiver.isTold("final"));
        assertThat(receiver.types()).isEqualTo(TOLD);
        assertThat(receiver.received().get(0).method()).isEqualTo("PUT");
        assertThat(teller.deliveries).isNotNull();
      }
    }
  }
}
