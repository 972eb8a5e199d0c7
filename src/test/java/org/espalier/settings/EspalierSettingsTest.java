package org.espalier.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EspalierSettingsTest {
  private static final String DURATION = "an ISO-8601 duration from %s to %s";
  private static final String WHOLE = "a whole number from %s to %s";

  /** A key with the ends of its range, and a value just outside each; as they are written. */
  private record Range(
      String key, String form, String min, String max, String tooLow, String tooHigh) {
    String expected() {
      return form.formatted(min, max);
    }
  }

  private static Range whole(String key, long min, long max) {
    return new Range("espalier." + key, WHOLE, "" + min, "" + max, "" + (min - 1), "" + (max + 1));
  }

  private static Range time(String key, String min, String max) {
    return new Range(
        "espalier." + key,
        DURATION,
        min,
        max,
        Duration.parse(min).minusNanos(1).toString(),
        Duration.parse(max).plusNanos(1).toString());
  }

  static Stream<Range> ranges() {
    return Stream.of(
        time("node.lease", "PT1S", "PT10M"),
        time("node.heartbeat", "PT0.05S", "PT5S"),
        whole("engine.loops", 1, 64),
        whole("engine.max-active-runs", 1, 1_000_000),
        whole("engine.max-running-attempts", 1, 100_000),
        whole("engine.max-abandoned-attempts", 1, 100_000),
        time("engine.claim-interval", "PT0.01S", "PT1M"),
        time("engine.signal-interval", "PT0.01S", "PT1M"),
        time("engine.attempt-timeout", "PT0.01S", "PT720H"),
        time("engine.stop-grace", "PT0S", "PT10M"),
        time("engine.pause-grace", "PT0S", "PT1H"),
        time("engine.shutdown-grace", "PT0S", "PT10M"),
        time("engine.start-record-delay", "PT0S", "PT10S"),
        whole("engine.max-lost-attempts", 1, 1_000),
        whole("engine.max-result-bytes", 1_024, 268_435_456),
        whole("engine.max-inputs-chars", 1_024, 1_073_741_824),
        whole("engine.max-attempt-inputs-bytes", 0, 268_435_456),
        whole("engine.max-output-chars", 0, 16_777_216),
        whole("engine.runs-per-job", 1, 10_000),
        time("engine.job-interval", "PT0S", "PT1M"),
        whole("engine.elements-per-write", 1, 10_000),
        time("engine.park-after", "PT1S", "PT1H"),
        whole("retry.max-attempts", 1, 1_000),
        time("retry.initial-delay", "PT0S", "PT24H"),
        time("retry.max-delay", "PT0S", "PT24H"),
        new Range("espalier.retry.jitter", "a number from %s to %s", "0.0", "1.0", "-0.01", "1.01"),
        time("http.body-timeout", "PT1S", "PT1H"),
        time("http.body-grace", "PT0.1S", "PT1H"),
        whole("http.body-bytes-per-second", 1, 1_073_741_824),
        whole("http.max-body-values", 100, 1_000_000_000),
        whole("http.bodies-bytes", 1_048_576, 1_099_511_627_776L),
        whole("http.max-requests", 1, 10_000),
        time("http.patience", "PT0.1S", "PT10M"),
        whole("limits.max-body-bytes", 1_024, 1_073_741_824),
        whole("limits.max-tasks-per-tree", 1, 10_000_000),
        whole("limits.max-trees-per-request", 1, 1_000_000),
        whole("limits.max-depth", 1, 240),
        whole("limits.max-inputs-bytes", 16, 268_435_456),
        whole("limits.max-reported-violations", 1, 100_000),
        whole("executors.rest.max-response-bytes", 1_024, 268_435_456),
        whole("executors.grpc.max-response-bytes", 1_024, 268_435_456),
        time("executors.grpc.max-timeout", "PT1S", "PT720H"),
        whole("executors.jms.max-message-bytes", 1_024, 268_435_456),
        new Range(
            "espalier.executors.docker.max-cpus",
            "a number from %s to %s",
            "0.01",
            "1024.0",
            "0.009",
            "1024.1"),
        whole("executors.docker.max-memory-bytes", 6_291_456, 1_125_899_906_842_624L),
        whole("executors.docker.max-pids", 1, 1_000_000),
        whole("executors.docker.max-output-bytes", 1_024, 67_108_864),
        time("executors.docker.max-timeout", "PT1S", "PT720H"),
        whole("executors.command.max-output-chars", 1_024, 67_108_864),
        time("executors.command.max-timeout", "PT1S", "PT720H"),
        time("executors.command.kill-grace", "PT0S", "PT30S"),
        whole("executors.ssh.max-connections", 1, 1_000),
        whole("executors.ssh.channels-per-connection", 1, 1_000),
        time("executors.ssh.idle", "PT0S", "PT1H"),
        whole("executors.ssh.max-output-chars", 1_024, 67_108_864),
        whole("executors.ssh.max-file-bytes", 1, 67_108_864),
        time("executors.ssh.max-timeout", "PT1S", "PT720H"),
        time("executors.ssh.kill-grace", "PT0S", "PT30S"),
        whole("executors.email.smtp.port", 1, 65_535),
        whole("executors.email.max-bytes", 1_024, 67_108_864),
        whole("executors.email.max-recipients", 1, 1_000),
        whole("executors.websocket.max-message-bytes", 125, 67_108_864),
        whole("executors.websocket.max-bytes", 1_024, 268_435_456),
        whole("executors.espalier.max-bytes", 1_024, 268_435_456),
        time("executors.espalier.patience", "PT0.001S", "PT24H"),
        whole("executors.espalier.circuit-failures", 1, 1_000_000),
        time("executors.espalier.circuit-pause", "PT0.001S", "PT1H"),
        whole("executors.apflow.max-bytes", 1_024, 268_435_456),
        time("executors.apflow.patience", "PT0.001S", "PT24H"),
        whole("executors.apflow.circuit-failures", 1, 1_000_000),
        time("executors.apflow.circuit-pause", "PT0.001S", "PT1H"),
        whole("executors.scrape.max-page-bytes", 1_024, 67_108_864),
        time("executors.scrape.robots-lifetime", "PT0S", "PT24H"),
        whole("executors.sql.max-rows", 1, 1_000_000),
        whole("executors.sql.max-bytes", 1_024, 268_435_456),
        whole("executors.mcp.max-bytes", 1_024, 268_435_456),
        whole("executors.ejb.max-result-bytes", 1_024, 268_435_456),
        time("stream.poll-interval", "PT0.005S", "PT1M"),
        time("stream.keep-alive", "PT0.1S", "PT10M"),
        whole("stream.max-subscribers", 1, 1_000_000),
        whole("stream.buffer-events", 100, 1_000_000),
        time("cors.max-age", "PT0S", "PT24H"),
        time("schedule.missed-after", "PT5S", "PT720H"),
        time("schedule.interval", "PT0.05S", "PT1M"),
        new Range(
            "espalier.demo.sleep-scale",
            "a number from %s to %s",
            "0.0",
            "600.0",
            "-0.01",
            "600.1"),
        whole("webhook.threads", 1, 1_000),
        time("webhook.retry-delay", "PT0.01S", "PT1H"),
        time("webhook.max-retry-delay", "PT0.01S", "PT24H"),
        time("webhook.interval", "PT0.05S", "PT1M"),
        time("webhook.trigger-window", "PT1S", "PT24H"),
        whole("webhook.trigger-rate-limit", 1, 1_000_000),
        time("webhook.trigger-wait", "PT0S", "PT1H"));
  }

  private static final Set<String> WITHOUT_A_RANGE =
      Set.of(
          "espalier.node.name",
          "espalier.engine.executor-limits",
          "espalier.egress.allow",
          "espalier.executors.dir",
          "espalier.executors.enabled",
          "espalier.executors.disabled",
          "espalier.executors.free-form",
          "espalier.executors.jms.allow",
          "espalier.executors.docker.host",
          "espalier.executors.docker.cert-dir",
          "espalier.executors.docker.images",
          "espalier.executors.docker.pull",
          "espalier.executors.docker.mounts",
          "espalier.executors.docker.networks",
          "espalier.executors.command.enabled",
          "espalier.executors.command.shell",
          "espalier.executors.command.allow",
          "espalier.executors.command.directory",
          "espalier.executors.command.inherit",
          "espalier.executors.command.environment",
          "espalier.executors.ssh.agent-socket",
          "espalier.executors.ssh.known-hosts",
          "espalier.executors.ssh.key-directory",
          "espalier.executors.email.from",
          "espalier.executors.email.smtp.host",
          "espalier.executors.email.smtp.username",
          "espalier.executors.email.smtp.password",
          "espalier.executors.email.smtp.security",
          "espalier.executors.email.api-url",
          "espalier.executors.email.api-key",
          "espalier.executors.mcp.stdio-enabled",
          "espalier.executors.mcp.stdio-programs",
          "espalier.executors.mcp.stdio-inherit",
          "espalier.executors.mcp.stdio-environment",
          "espalier.executors.mcp.stdio-directory",
          "espalier.http.hosts",
          "espalier.cors.origins",
          "espalier.cors.allow-credentials",
          "espalier.schedule.zone",
          "espalier.schedule.missed",
          "espalier.schedule.overlap",
          "espalier.webhook.secret",
          "espalier.webhook.trigger-secret",
          "espalier.webhook.trigger-allow",
          "espalier.executors.scrape.user-agent",
          "espalier.executors.sql.datasources",
          "espalier.executors.sql.own-database",
          "espalier.executors.sql.embedded",
          "espalier.executors.batch.allow",
          "espalier.executors.ejb.allow",
          "espalier.executors.restricted",
          "espalier.address",
          "espalier.auth.admin-key",
          "espalier.auth.admin-key-file",
          "espalier.auth.mode");

  private static EspalierSettings read(Map<String, String> values) {
    return EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "the-host");
  }

  private static NamePatterns names(String... patterns) {
    return new NamePatterns(List.of(patterns));
  }

  private static Set<String> keysRead() {
    Set<String> keys = new TreeSet<>();
    EspalierSettings.read(
        key -> {
          keys.add(key);
          return Optional.empty();
        },
        "the-host");
    return keys;
  }

  @Test
  void hasTheseDefaults() {
    assertThat(read(Map.of()))
        .isEqualTo(
            new EspalierSettings(
                new NodeSettings("the-host", Duration.ofSeconds(10), Duration.ofSeconds(2)),
                new AuthSettings(AuthSettings.Mode.KEYS, Optional.empty(), Optional.empty()),
                new EngineSettings(
                    2,
                    2_000,
                    200,
                    Map.of(),
                    100,
                    Duration.ofMillis(500),
                    Duration.ofMillis(250),
                    Duration.ofHours(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(20),
                    5,
                    8_388_608,
                    33_554_432,
                    65_536,
                    262_144,
                    1_000,
                    Duration.ofMillis(100),
                    1_000,
                    Duration.ofSeconds(30)),
                new RetrySettings(1, Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2),
                new TreeLimits(16_777_216, 100_000, 10_000, 100, 1_048_576, 100),
                new EgressSettings(List.of()),
                new ExecutorSettings(
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(
                        "batch_executor",
                        "command_executor",
                        "docker_executor",
                        "ejb_executor",
                        "ssh_executor"),
                    4_194_304,
                    new WebSocketSettings(1_048_576, 4_194_304),
                    new SqlSettings(Map.of(), false, false, 10_000, 4_194_304),
                    new ScrapeSettings("Espalier", 4_194_304, Duration.ofHours(1)),
                    new McpSettings(
                        4_194_304,
                        false,
                        List.of(),
                        List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"),
                        List.of(),
                        ""),
                    new EjbSettings(names(), 4_194_304),
                    new BatchSettings(names()),
                    new EmailSettings(
                        "",
                        "",
                        587,
                        "",
                        "",
                        EmailSettings.Security.STARTTLS,
                        "https://api.resend.com",
                        "",
                        10_485_760,
                        50),
                    new CommandSettings(
                        false,
                        List.of(),
                        false,
                        "",
                        List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"),
                        List.of(),
                        1_048_576,
                        Duration.ofDays(1),
                        Duration.ofSeconds(2)),
                    new SshSettings(
                        "",
                        "",
                        "",
                        4,
                        8,
                        Duration.ofMinutes(1),
                        1_048_576,
                        4_194_304,
                        Duration.ofDays(1),
                        Duration.ofSeconds(2)),
                    new DockerSettings(
                        "",
                        "",
                        List.of(),
                        true,
                        List.of(),
                        List.of(),
                        2,
                        2_147_483_648L,
                        512,
                        1_048_576,
                        Duration.ofDays(1)),
                    new JmsSettings(names(), 4_194_304),
                    new PeerSettings(
                        "espalier", 16_777_216, Duration.ofMinutes(1), 5, Duration.ofSeconds(30)),
                    new PeerSettings(
                        "apflow", 16_777_216, Duration.ofMinutes(1), 5, Duration.ofSeconds(30)),
                    new GrpcSettings(4_194_304, Duration.ofDays(1))),
                new StreamSettings(Duration.ofMillis(100), Duration.ofSeconds(15), 5_000, 10_000),
                new HttpSettings(
                    List.of(),
                    Duration.ofMinutes(2),
                    Duration.ofSeconds(10),
                    1_024,
                    2_000_000,
                    Runtime.getRuntime().maxMemory() / 3,
                    128,
                    Duration.ofSeconds(10)),
                new CorsSettings(List.of(), true, Duration.ofMinutes(10)),
                new ScheduleSettings(
                    ZoneId.of("UTC"),
                    ScheduleSettings.Missed.RUN_ONCE,
                    Duration.ofMinutes(1),
                    ScheduleSettings.Overlap.SKIP,
                    Duration.ofSeconds(1)),
                new WebhookSettings(
                    Optional.empty(),
                    8,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(1),
                    Optional.empty(),
                    Duration.ofMinutes(5),
                    List.of(),
                    60,
                    Duration.ofMinutes(1)),
                new DemoSettings(1)));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"yes", "1", "TRUE"})
  void aSwitchIsTrueOrFalse(String wrong) {
    String key = "espalier.executors.command.enabled";
    assertThatThrownBy(() -> read(Map.of(key, wrong)))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage("Setting %s: expected true or false, got '%s'.".formatted(key, wrong));
  }

  @Test
  void everyKeyIsTested() {
    Set<String> tested = ranges().map(Range::key).collect(Collectors.toCollection(TreeSet::new));
    tested.addAll(WITHOUT_A_RANGE);
    assertThat(keysRead()).isEqualTo(tested);
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void bothEndsOfARangeBelongToIt(Range range) {
    assertThat(read(Map.of(range.key, range.min))).isNotEqualTo(EspalierSettings.defaults());
    assertThat(read(Map.of(range.key, range.max))).isNotEqualTo(EspalierSettings.defaults());
  }

  @ParameterizedTest
  @MethodSource("ranges")
  void refusesWhatIsOutsideOrNoSuchValueAndSaysSo(Range range) {
    for (String wrong : List.of(range.tooLow, range.tooHigh, "much", "1 2")) {
      assertThatThrownBy(() -> read(Map.of(range.key, wrong)))
          .isInstanceOf(InvalidSettingException.class)
          .hasMessage(
              "Setting %s: expected %s, got '%s'.".formatted(range.key, range.expected(), wrong));
    }
  }

  @Test
  void everyKeyIsReadIntoItsOwnPlace() {
    EspalierSettings settings =
        read(
            Map.ofEntries(
                Map.entry("espalier.node.name", " n1 "),
                Map.entry("espalier.node.lease", "PT20S"),
                Map.entry("espalier.node.heartbeat", "PT1S"),
                Map.entry("espalier.engine.loops", "3"),
                Map.entry("espalier.engine.max-active-runs", "4"),
                Map.entry("espalier.engine.max-running-attempts", "5"),
                Map.entry("espalier.engine.executor-limits", "rest_executor=6, ssh_executor = 7,"),
                Map.entry("espalier.engine.max-abandoned-attempts", "77"),
                Map.entry("espalier.engine.claim-interval", "PT8S"),
                Map.entry("espalier.engine.signal-interval", "PT9S"),
                Map.entry("espalier.engine.attempt-timeout", "PT10S"),
                Map.entry("espalier.engine.stop-grace", "PT11S"),
                Map.entry("espalier.engine.pause-grace", "PT12S"),
                Map.entry("espalier.engine.shutdown-grace", "PT13S"),
                Map.entry("espalier.engine.start-record-delay", "PT1.4S"),
                Map.entry("espalier.engine.max-lost-attempts", "15"),
                Map.entry("espalier.engine.max-result-bytes", "1600"),
                Map.entry("espalier.engine.max-inputs-chars", "1717"),
                Map.entry("espalier.engine.max-attempt-inputs-bytes", "17"),
                Map.entry("espalier.engine.max-output-chars", "1700"),
                Map.entry("espalier.engine.runs-per-job", "18"),
                Map.entry("espalier.engine.job-interval", "PT19S"),
                Map.entry("espalier.engine.elements-per-write", "191"),
                Map.entry("espalier.engine.park-after", "PT19.1S"),
                Map.entry("espalier.retry.max-attempts", "20"),
                Map.entry("espalier.retry.initial-delay", "PT21S"),
                Map.entry("espalier.retry.max-delay", "PT22S"),
                Map.entry("espalier.retry.jitter", "0.23"),
                Map.entry("espalier.limits.max-body-bytes", "2400"),
                Map.entry("espalier.limits.max-tasks-per-tree", "25"),
                Map.entry("espalier.limits.max-trees-per-request", "26"),
                Map.entry("espalier.limits.max-depth", "27"),
                Map.entry("espalier.limits.max-inputs-bytes", "28"),
                Map.entry("espalier.limits.max-reported-violations", "29"),
                Map.entry("espalier.egress.allow", "10.0.0.0/8, *.internal:443"),
                Map.entry("espalier.executors.dir", "/opt/executors"),
                Map.entry("espalier.executors.enabled", "a,b"),
                Map.entry("espalier.executors.disabled", "c"),
                Map.entry("espalier.executors.free-form", "d"),
                Map.entry("espalier.executors.rest.max-response-bytes", "3000"),
                Map.entry("espalier.executors.grpc.max-response-bytes", "3400"),
                Map.entry("espalier.executors.grpc.max-timeout", "PT35S"),
                Map.entry("espalier.executors.jms.allow", "jms/*"),
                Map.entry("espalier.executors.jms.max-message-bytes", "3002"),
                Map.entry("espalier.executors.docker.host", "tcp://engine:2376"),
                Map.entry("espalier.executors.docker.cert-dir", "/certs"),
                Map.entry("espalier.executors.docker.images", "alpine, registry.internal/*"),
                Map.entry("espalier.executors.docker.pull", "never"),
                Map.entry("espalier.executors.docker.mounts", "/srv/in,/srv/out:rw"),
                Map.entry("espalier.executors.docker.networks", "bridge"),
                Map.entry("espalier.executors.docker.max-cpus", "3.5"),
                Map.entry("espalier.executors.docker.max-memory-bytes", "30000000"),
                Map.entry("espalier.executors.docker.max-pids", "31"),
                Map.entry("espalier.executors.docker.max-output-bytes", "3200"),
                Map.entry("espalier.executors.docker.max-timeout", "PT33S"),
                Map.entry("espalier.executors.command.enabled", "true"),
                Map.entry("espalier.executors.command.allow", "ls, /opt/tools/*"),
                Map.entry("espalier.executors.command.shell", "true"),
                Map.entry("espalier.executors.command.directory", "/srv/work"),
                Map.entry("espalier.executors.command.inherit", "PATH"),
                Map.entry("espalier.executors.command.environment", "APP_*"),
                Map.entry("espalier.executors.command.max-output-chars", "4001"),
                Map.entry("espalier.executors.command.max-timeout", "PT41S"),
                Map.entry("espalier.executors.command.kill-grace", "PT4S"),
                Map.entry("espalier.executors.ssh.known-hosts", "/etc/ssh/known"),
                Map.entry("espalier.executors.ssh.key-directory", "/srv/keys"),
                Map.entry("espalier.executors.ssh.agent-socket", "/run/agent"),
                Map.entry("espalier.executors.ssh.max-connections", "51"),
                Map.entry("espalier.executors.ssh.channels-per-connection", "52"),
                Map.entry("espalier.executors.ssh.idle", "PT53S"),
                Map.entry("espalier.executors.ssh.max-output-chars", "5400"),
                Map.entry("espalier.executors.ssh.max-file-bytes", "55"),
                Map.entry("espalier.executors.ssh.max-timeout", "PT56S"),
                Map.entry("espalier.executors.ssh.kill-grace", "PT5S"),
                Map.entry("espalier.executors.email.from", "me@example.com"),
                Map.entry("espalier.executors.email.smtp.host", "mail.example.com"),
                Map.entry("espalier.executors.email.smtp.port", "465"),
                Map.entry("espalier.executors.email.smtp.username", "me"),
                Map.entry("espalier.executors.email.smtp.password", "hidden"),
                Map.entry("espalier.executors.email.smtp.security", "tls"),
                Map.entry("espalier.executors.email.api-url", "https://mail.example.com/api"),
                Map.entry("espalier.executors.email.api-key", "key"),
                Map.entry("espalier.executors.email.max-bytes", "7100"),
                Map.entry("espalier.executors.email.max-recipients", "8"),
                Map.entry("espalier.executors.websocket.max-message-bytes", "3001"),
                Map.entry("espalier.executors.websocket.max-bytes", "3002"),
                Map.entry("espalier.executors.espalier.max-bytes", "3004"),
                Map.entry("espalier.executors.espalier.patience", "PT37S"),
                Map.entry("espalier.executors.espalier.circuit-failures", "38"),
                Map.entry("espalier.executors.espalier.circuit-pause", "PT39S"),
                Map.entry("espalier.executors.apflow.max-bytes", "3005"),
                Map.entry("espalier.executors.apflow.patience", "PT41S"),
                Map.entry("espalier.executors.apflow.circuit-failures", "42"),
                Map.entry("espalier.executors.apflow.circuit-pause", "PT43S"),
                Map.entry("espalier.executors.sql.datasources", "one, two"),
                Map.entry("espalier.executors.sql.one.jndi", "jdbc/one"),
                Map.entry("espalier.executors.sql.one.read-only", "true"),
                Map.entry("espalier.executors.sql.two.url", "jdbc:x:y"),
                Map.entry("espalier.executors.sql.two.user", "me"),
                Map.entry("espalier.executors.sql.two.password", "hidden"),
                Map.entry("espalier.executors.sql.two.driver", "a.Driver"),
                Map.entry("espalier.executors.sql.two.max-connections", "7"),
                Map.entry("espalier.executors.scrape.user-agent", "Mole/1.0"),
                Map.entry("espalier.executors.scrape.max-page-bytes", "6100"),
                Map.entry("espalier.executors.scrape.robots-lifetime", "PT61S"),
                Map.entry("espalier.executors.sql.own-database", "true"),
                Map.entry("espalier.executors.sql.embedded", "true"),
                Map.entry("espalier.executors.sql.max-rows", "4100"),
                Map.entry("espalier.executors.sql.max-bytes", "5100"),
                Map.entry("espalier.executors.mcp.max-bytes", "3003"),
                Map.entry("espalier.executors.mcp.stdio-enabled", "true"),
                Map.entry("espalier.executors.mcp.stdio-programs", "/bin/a b, c"),
                Map.entry("espalier.executors.mcp.stdio-inherit", "D"),
                Map.entry("espalier.executors.mcp.stdio-environment", "E_*"),
                Map.entry("espalier.executors.mcp.stdio-directory", "/f"),
                Map.entry("espalier.executors.batch.allow", "nightly-*"),
                Map.entry("espalier.executors.ejb.allow", "java:global/a/*, b"),
                Map.entry("espalier.executors.ejb.max-result-bytes", "3001"),
                Map.entry("espalier.stream.poll-interval", "PT31S"),
                Map.entry("espalier.stream.keep-alive", "PT32S"),
                Map.entry("espalier.stream.max-subscribers", "33"),
                Map.entry("espalier.stream.buffer-events", "340"),
                Map.entry("espalier.http.hosts", "Tasks.Example.com, 10.1.2.3"),
                Map.entry("espalier.http.body-timeout", "PT71S"),
                Map.entry("espalier.http.body-grace", "PT72S"),
                Map.entry("espalier.http.body-bytes-per-second", "73"),
                Map.entry("espalier.http.max-body-values", "740"),
                Map.entry("espalier.http.bodies-bytes", "7500000"),
                Map.entry("espalier.http.max-requests", "76"),
                Map.entry("espalier.http.patience", "PT77S"),
                Map.entry("espalier.cors.origins", "http://localhost:3000, https://a.example"),
                Map.entry("espalier.cors.allow-credentials", "false"),
                Map.entry("espalier.cors.max-age", "PT35S"),
                Map.entry("espalier.schedule.zone", "Europe/Berlin"),
                Map.entry("espalier.schedule.missed", "skip"),
                Map.entry("espalier.schedule.missed-after", "PT35S"),
                Map.entry("espalier.schedule.overlap", "wait"),
                Map.entry("espalier.schedule.interval", "PT36S"),
                Map.entry("espalier.webhook.secret", "w1"),
                Map.entry("espalier.webhook.threads", "37"),
                Map.entry("espalier.webhook.retry-delay", "PT38S"),
                Map.entry("espalier.webhook.max-retry-delay", "PT39S"),
                Map.entry("espalier.webhook.interval", "PT40S"),
                Map.entry("espalier.webhook.trigger-secret", "w2"),
                Map.entry("espalier.webhook.trigger-window", "PT41S"),
                Map.entry("espalier.webhook.trigger-allow", "10.0.0.0/8, ::1"),
                Map.entry("espalier.webhook.trigger-rate-limit", "42"),
                Map.entry("espalier.webhook.trigger-wait", "PT43S"),
                Map.entry("espalier.auth.mode", "none"),
                Map.entry("espalier.auth.admin-key", "k"),
                Map.entry("espalier.auth.admin-key-file", "/f"),
                Map.entry("espalier.address", "127.0.0.1"),
                Map.entry("espalier.executors.restricted", "e"),
                Map.entry("espalier.demo.sleep-scale", "0.44")));
    assertThat(settings)
        .isEqualTo(
            new EspalierSettings(
                new NodeSettings("n1", Duration.ofSeconds(20), Duration.ofSeconds(1)),
                new AuthSettings(
                    AuthSettings.Mode.NONE, Optional.of("k"), Optional.of(Path.of("/f"))),
                new EngineSettings(
                    3,
                    4,
                    5,
                    Map.of("rest_executor", 6, "ssh_executor", 7),
                    77,
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(11),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13),
                    Duration.ofMillis(1_400),
                    15,
                    1_600,
                    1_717,
                    17,
                    1_700,
                    18,
                    Duration.ofSeconds(19),
                    191,
                    Duration.ofMillis(19_100)),
                new RetrySettings(20, Duration.ofSeconds(21), Duration.ofSeconds(22), 0.23),
                new TreeLimits(2_400, 25, 26, 27, 28, 29),
                new EgressSettings(List.of("10.0.0.0/8", "*.internal:443")),
                new ExecutorSettings(
                    "/opt/executors",
                    List.of("a", "b"),
                    List.of("c"),
                    List.of("d"),
                    List.of("e"),
                    3_000,
                    new WebSocketSettings(3_001, 3_002),
                    new SqlSettings(
                        Map.of(
                            "one",
                            new SqlDataSource("jdbc/one", "", "", "", "", 10, true),
                            "two",
                            new SqlDataSource(
                                "", "jdbc:x:y", "me", "hidden", "a.Driver", 7, false)),
                        true,
                        true,
                        4_100,
                        5_100),
                    new ScrapeSettings("Mole/1.0", 6_100, Duration.ofSeconds(61)),
                    new McpSettings(
                        3_003, true, List.of("/bin/a b", "c"), List.of("D"), List.of("E_*"), "/f"),
                    new EjbSettings(names("java:global/a/*", "b"), 3_001),
                    new BatchSettings(names("nightly-*")),
                    new EmailSettings(
                        "me@example.com",
                        "mail.example.com",
                        465,
                        "me",
                        "hidden",
                        EmailSettings.Security.TLS,
                        "https://mail.example.com/api",
                        "key",
                        7_100,
                        8),
                    new CommandSettings(
                        true,
                        List.of("ls", "/opt/tools/*"),
                        true,
                        "/srv/work",
                        List.of("PATH"),
                        List.of("APP_*"),
                        4_001,
                        Duration.ofSeconds(41),
                        Duration.ofSeconds(4)),
                    new SshSettings(
                        "/etc/ssh/known",
                        "/srv/keys",
                        "/run/agent",
                        51,
                        52,
                        Duration.ofSeconds(53),
                        5_400,
                        55,
                        Duration.ofSeconds(56),
                        Duration.ofSeconds(5)),
                    new DockerSettings(
                        "tcp://engine:2376",
                        "/certs",
                        List.of("alpine", "registry.internal/*"),
                        false,
                        List.of("/srv/in", "/srv/out:rw"),
                        List.of("bridge"),
                        3.5,
                        30_000_000,
                        31,
                        3_200,
                        Duration.ofSeconds(33)),
                    new JmsSettings(names("jms/*"), 3_002),
                    new PeerSettings(
                        "espalier", 3_004, Duration.ofSeconds(37), 38, Duration.ofSeconds(39)),
                    new PeerSettings(
                        "apflow", 3_005, Duration.ofSeconds(41), 42, Duration.ofSeconds(43)),
                    new GrpcSettings(3_400, Duration.ofSeconds(35))),
                new StreamSettings(Duration.ofSeconds(31), Duration.ofSeconds(32), 33, 340),
                new HttpSettings(
                    List.of("tasks.example.com", "10.1.2.3"),
                    Duration.ofSeconds(71),
                    Duration.ofSeconds(72),
                    73,
                    740,
                    7_500_000,
                    76,
                    Duration.ofSeconds(77)),
                new CorsSettings(
                    List.of("http://localhost:3000", "https://a.example"),
                    false,
                    Duration.ofSeconds(35)),
                new ScheduleSettings(
                    ZoneId.of("Europe/Berlin"),
                    ScheduleSettings.Missed.SKIP,
                    Duration.ofSeconds(35),
                    ScheduleSettings.Overlap.WAIT,
                    Duration.ofSeconds(36)),
                new WebhookSettings(
                    Optional.of("w1"),
                    37,
                    Duration.ofSeconds(38),
                    Duration.ofSeconds(39),
                    Duration.ofSeconds(40),
                    Optional.of("w2"),
                    Duration.ofSeconds(41),
                    List.of("10.0.0.0/8", "::1"),
                    42,
                    Duration.ofSeconds(43)),
                new DemoSettings(0.44)));
  }

  @Test
  void aBlankValueCountsAsNone() {
    assertThat(read(Map.of("espalier.engine.loops", "  ", "espalier.node.name", "")))
        .isEqualTo(read(Map.of()));
  }

  @Test
  void theHeartbeatFollowsTheLease() {
    assertThat(read(Map.of("espalier.node.lease", "PT20S")).node().heartbeat())
        .isEqualTo(Duration.ofSeconds(4));
    assertThatThrownBy(
            () ->
                read(Map.of("espalier.node.lease", "PT2S", "espalier.node.heartbeat", "PT1.001S")))
        .hasMessage(
            "Setting espalier.node.heartbeat: expected an ISO-8601 duration from PT0.05S to PT1S,"
                + " got 'PT1.001S'.");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"rest", "rest=0", "rest=x", "rest=-1"})
  void refusesALimitThatIsNone(String wrong) {
    assertThatThrownBy(() -> read(Map.of("espalier.engine.executor-limits", "a=1," + wrong)))
        .hasMessage(
            "Setting espalier.engine.executor-limits: expected kind=number, number at least 1, got '%s'."
                .formatted(wrong));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.CsvSource({
    "schedule.zone, Berlin, 'the name of a time zone, like UTC or Europe/Berlin'",
    "schedule.missed, never, 'one of run-once, skip'",
    "schedule.overlap, both, 'one of skip, wait'",
  })
  void refusesAWordThatIsNone(String key, String wrong, String expected) {
    assertThatThrownBy(() -> read(Map.of("espalier." + key, wrong)))
        .hasMessage("Setting espalier.%s: expected %s, got '%s'.".formatted(key, expected, wrong));
  }

  @Test
  void everyKeyHasARowInTheDocumentation() throws IOException {
    Path page = Path.of("docs/configuration.md");
    assertThat(page).exists();
    Set<String> rows =
        Pattern.compile("^\\|\\s*`(espalier\\.[a-z.-]+)`", Pattern.MULTILINE)
            .matcher(Files.readString(page))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows).containsAll(keysRead());
  }
}
