package org.espalier.executor.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.Marked;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.TestSettings;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.it.ClassPath;
import org.espalier.it.Leftovers;
import org.espalier.settings.EgressSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshExecutorTest implements TaskExecutorContract {
  private static final Duration GONE = Duration.ofSeconds(60);
  private static final Duration STARTED = Duration.ofSeconds(120);

  /** A child, one that left the session and the parent, and one that also ignores SIGTERM. */
  private static final String FAMILY =
      "sleep 3001 & (setsid sleep 3002 >/dev/null 2>&1 &); "
          + "(setsid sh -c 'trap \"\" TERM; while :; do sleep 3003; done' >/dev/null 2>&1 &); "
          + "echo begun; : > begun; wait";

  private static SshServer server;

  private final Marked marked = Marked.unique();
  private SshExecutor ssh;

  @BeforeAll
  static void startServer() throws Exception {
    server = SshServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    Files.deleteIfExists(server.home().resolve("begun"));
    ssh = with();
  }

  @AfterEach
  void closeAndLookForProcesses() throws Exception {
    ssh.close();
    awaitStopped();
  }

  static SshExecutor with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    values.put("ssh.kill-grace", "PT0.5S");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put("ssh." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return SshExecutor.standalone(
        new EgressGuard(new EgressSettings(List.of("127.0.0.1"))),
        TestSettings.executors(values).ssh());
  }

  @Override
  public TaskExecutor executor() {
    return with();
  }

  @Override
  public void close(TaskExecutor executor) {
    ((SshExecutor) executor).close();
  }

  /** With the password, and the host's key pinned. */
  private static ObjectNode inputs(String command) {
    try {
      return target()
          .put("password", SshServer.PASSWORD)
          .put("host_key", server.fingerprint("host"))
          .put("command", command);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode target() {
    return org.espalier.json.Json.object()
        .put("host", "127.0.0.1")
        .put("port", server.port())
        .put("username", server.user);
  }

  @Override
  public ObjectNode goodInputs() {
    return inputs("echo hello").set("task-1", json("{'n':1}"));
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'host':'ann@h','username':'a','password':'p','command':'x'}"),
        "/inputs/host",
        json("{'host':'h','username':'a','password':'p','command':'x','host_key':'nonsense'}"),
        "/inputs/host_key",
        json(
            "{'host':'h','username':'a','password':'p','upload':[{'path':'x','text':'','mode':'9'}]}"),
        "/inputs/upload/0/mode");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(inputs("echo").put("port", "none"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(family(300));
  }

  private ObjectNode family(double timeout) {
    ObjectNode inputs = inputs(FAMILY).put("timeout", timeout);
    inputs.putObject("env").put("PROBE", marked.value());
    return inputs;
  }

  @Override
  public void awaitBegun() throws Exception {
    Await.until("it has begun", GONE, () -> Files.exists(server.home().resolve("begun")));
  }

  @Override
  public void awaitStopped() throws Exception {
    Await.until("no process is left", GONE, () -> marked.processes().isEmpty());
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(inputs("echo").put("port", 1));
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(inputs("head -c 200000000 /dev/zero").put("timeout", 60));
  }

  /** Without a command it has ended, and sshd has yet to notice. */
  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return server.isSshd(process) || process.info().command().isEmpty();
  }

  private ExecutionOutcome run(ObjectNode inputs) throws InterruptedException {
    return TaskExecutorContract.outcome(() -> ssh.execute(Contexts.of(inputs)));
  }

  private ObjectNode result(ObjectNode inputs) throws InterruptedException {
    return result(run(inputs));
  }

  private static ObjectNode result(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failed(ObjectNode inputs) throws InterruptedException {
    return failed(run(inputs));
  }

  private static Failed failed(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  @Test
  void returnsExitStatusAndBothOutputs() throws Exception {
    ObjectNode expected =
        json("{'stdout':'out','stderr':'err','return_code':0,'success':true,'host':'127.0.0.1'}")
            .put("command", "echo out; echo err >&2")
            .put("username", server.user);
    assertThat(result(inputs("echo out; echo err >&2"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1,exit_1,true", "42,exit_42,true", "126,exit_126,false", "127,exit_127,false"})
  void anotherExitStatusIsAFailure(int code, String kind, boolean retryable) throws Exception {
    Failed failed = failed(inputs("echo no such thing >&2; exit " + code));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message()).endsWith("ended with exit code " + code + ": no such thing");
    assertThat(failed.details().get("return_code").intValue()).isEqualTo(code);
  }

  @Test
  void aSignalIsNamed() throws Exception {
    Failed failed = failed(inputs("echo before; kill -KILL $$"));
    assertThat(failed.kind()).isEqualTo("signal_KILL");
    assertThat(failed.details().get("signal").textValue()).isEqualTo("KILL");
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("before");
  }

  @Test
  void theTaskSaysWhichExitCodesAreSuccess() throws Exception {
    ObjectNode inputs = inputs("exit 3");
    inputs.putArray("success_codes").add(3);
    assertThat(result(inputs).get("success").booleanValue()).isTrue();
    ObjectNode tolerant = inputs("exit 4").put("fail_on_exit_code", false);
    assertThat(result(tolerant).get("success").booleanValue()).isFalse();
  }

  @Test
  void variablesAndTheCommandArriveAsTheyAre() throws Exception {
    String nasty = "a'b\"c $HOME `id` \\ \n !x\t%é";
    ObjectNode inputs = inputs("printf %s \"$NASTY\"; echo \"|$ESPALIER_IDEMPOTENCY_KEY|'\"");
    inputs.put("trim", false).putObject("env").put("NASTY", nasty);
    assertThat(result(inputs).get("stdout").textValue()).isEqualTo(nasty + "|key-of-the-task|'\n");
  }

  /** Other users of the far machine may read command lines, and secrets are in variables. */
  @Test
  void variablesAreOnNoCommandLine() throws Exception {
    ObjectNode inputs = inputs("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '");
    inputs.putObject("env").put("TOKEN", "the-secret-of-the-task");
    assertThat(result(inputs).get("stdout").textValue())
        .contains("sshd")
        .doesNotContain("the-secret-of-the-task");
  }

  @Test
  void readsStdinAsTextOrJson() throws Exception {
    assertThat(result(inputs("cat").put("stdin", "a\nb")).get("stdout").textValue())
        .isEqualTo("a\nb");
    ObjectNode inputs = inputs("cat");
    inputs.putObject("stdin").put("a", 1);
    assertThat(result(inputs).get("stdout").textValue()).isEqualTo("{\"a\":1}");
    assertThat(result(inputs("cat")).get("stdout").textValue()).isEmpty();
  }

  @Test
  void passesMuchStdinOnAndMindsNoCommandThatDoesNotReadIt() throws Exception {
    String much = "x".repeat(5_000_000);
    assertThat(result(inputs("wc -c").put("stdin", much)).get("stdout").textValue())
        .isEqualTo("5000000");
    assertThat(result(inputs("true").put("stdin", much)).get("success").booleanValue()).isTrue();
  }

  @Test
  void showsOutputWhileTheCommandRuns() throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    StringBuffer errors = new StringBuffer();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {}

          @Override
          public void output(String stream, String text) {
            if (stream.equals("stdout")) {
              first.complete(text);
            } else {
              errors.append(text);
            }
          }
        };
    Path go = server.home().resolve("go");
    Thread looksOn = new Thread(() -> first.thenRun(() -> go.toFile().mkdir()).join());
    looksOn.start();
    ObjectNode inputs = inputs("echo one; while [ ! -e go ]; do sleep 0.05; done; echo two >&2");
    result(
        ssh.execute(
            Contexts.of(
                inputs, org.espalier.json.Json.object(), 1, new CancellationToken(), listener)));
    Files.delete(go);
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("one\n");
    assertThat(errors).hasToString("two\n");
  }

  @Test
  void killsTheCommandOnTheFarSideWhenTheTimeIsOver() throws Exception {
    Failed failed = failed(family(2));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("begun");
    assertThat(marked.processes()).isEmpty();
  }

  @Test
  void killsTheCommandAlsoWhenItsConnectionIsCut() throws Exception {
    CompletableFuture<ExecutionOutcome> attempt =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return run(family(300));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            work -> new Thread(work).start());
    awaitBegun();
    server.cutConnections();
    Failed failed = failed(attempt.get(30, TimeUnit.SECONDS));
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.retryable()).isTrue();
    awaitStopped();
  }

  @Test
  void connectingEndsWhenCancelled() throws Exception {
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      CancellationToken token = new CancellationToken();
      ObjectNode inputs = inputs("true").put("port", silent.getLocalPort());
      inputs.put("connect_timeout", 60);
      CompletableFuture<ExecutionOutcome> attempt = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  attempt.complete(ssh.execute(Contexts.of(inputs, token)));
                } catch (InterruptedException e) {
                  attempt.completeExceptionally(e);
                }
              });
      thread.start();
      try (java.net.Socket accepted = silent.accept()) {
        token.cancel(CancellationReason.CANCELLED);
        assertThat(attempt.get(10, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
        assertThat(accepted.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aSilentPeerIsATimeout() throws Exception {
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
      ObjectNode inputs = inputs("true").put("port", silent.getLocalPort());
      Failed failed = failed(inputs.put("connect_timeout", 1));
      assertThat(failed.kind()).isEqualTo("timeout");
      assertThat(failed.message()).contains("did not answer within 1 seconds");
      assertThat(failed.retryable()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "client_rsa", "client_locked"})
  void logsInWithAKey(String key) throws Exception {
    ObjectNode inputs = inputs("id -un").put("private_key", server.keyText(key));
    inputs.put("passphrase", key.equals("client_locked") ? SshServer.PASSPHRASE : null);
    inputs.remove("password");
    assertThat(result(inputs).get("stdout").textValue()).isEqualTo(server.user);
  }

  @ParameterizedTest
  @CsvSource({
    "client_locked,wrong,inputs.passphrase is not the right one",
    "rsa_locked,wrong,inputs.passphrase is not the right one",
    "client_locked,,give inputs.passphrase",
    "rsa_locked,,give inputs.passphrase",
    "authorized,,it is no private key",
    "authorized,any,it is no private key"
  })
  void aKeyThatCannotBeReadIsAFailure(String key, String passphrase, String why) throws Exception {
    ObjectNode inputs = inputs("true").put("private_key", server.keyText(key));
    inputs.put("passphrase", passphrase).remove("password");
    Failed failed = failed(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_key");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains(why); // #19
  }

  @Test // #19
  void aKeptConnectionThatWentSilentIsReplaced() throws Exception {
    try (SilentGate gate = new SilentGate(server.port())) {
      ObjectNode inputs = inputs("echo $SSH_CONNECTION").put("port", gate.port());
      result(inputs);
      gate.forget();
      assertThat(result(inputs.put("timeout", 24)).get("return_code").intValue()).isZero();
      assertThat(gate.seen()).isEqualTo(2);
    }
  }

  @Test // #19
  void aHostThatWentSilentIsGivenUpInTimeAndNoCommandIsSaidToBeKilled() throws Exception {
    try (SilentGate gate = new SilentGate(server.port())) {
      ObjectNode inputs = inputs("true").put("port", gate.port());
      result(inputs);
      gate.forgetAll();
      long begun = System.nanoTime();
      Failed failed = failed(inputs.put("timeout", 4));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(GONE);
      assertThat(failed.kind()).isEqualTo("timeout");
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.message()).contains("within 4.0 seconds; no command was begun");
    }
  }

  @Test // #19
  void aCommandThatCannotBeReachedAnyMoreIsNotSaidToBeKilled() throws Exception {
    try (SilentGate gate = new SilentGate(server.port())) {
      ObjectNode inputs = family(3).put("port", gate.port()).put("connect_timeout", 2);
      CompletableFuture<Void> silence =
          CompletableFuture.runAsync(
              () -> {
                Await.until("begun", GONE, () -> Files.exists(server.home().resolve("begun")));
                gate.forgetAll();
              });
      Failed failed = failed(inputs);
      silence.join();
      assertThat(failed.kind()).isEqualTo("timeout");
      assertThat(failed.message()).contains("the command may still run there");
    }
    ObjectNode next = inputs("echo next");
    assertThat(result(ssh.execute(Contexts.takenOver(next))).get("stdout").textValue())
        .isEqualTo("next");
    assertThat(marked.processes()).isEmpty();
  }

  @Test // #19
  void theNextAttemptEndsWhatAKilledServerHasLeftRunning() throws Exception {
    Process killed =
        Leftovers.of(
                new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    ClassPath.ofTheTests(),
                    KilledServer.class.getName(),
                    org.espalier.json.Json.write(family(300))))
            .start();
    Await.until("it has begun", STARTED, () -> Files.exists(server.home().resolve("begun")));
    killed.destroyForcibly().waitFor();
    assertThat(marked.processes()).isNotEmpty();
    ObjectNode next = inputs("echo next").put("stdin", "read");
    assertThat(result(ssh.execute(Contexts.takenOver(next))).get("stdout").textValue())
        .isEqualTo("next");
    assertThat(marked.processes()).isEmpty();
  }

  @Test // #19
  void readsTheOutputAsJsonWhereTheTaskSaysSo() throws Exception {
    ObjectNode inputs = inputs("cat").put("result_format", "json").put("stdin", "{\"total\":7}");
    assertThat(result(inputs).get("stdout")).isEqualTo(json("{'total':7}"));
    Failed failed = failed(inputs("echo 7 of 9").put("result_format", "json"));
    assertThat(failed.kind()).isEqualTo("invalid_json");
    assertThat(failed.message()).contains("is no JSON");
  }

  @Test
  void aRefusedLoginIsAPermanentFailure() throws Exception {
    Failed password = failed(inputs("true").put("password", "wrong"));
    assertThat(password.kind()).isEqualTo("auth_failed");
    assertThat(password.retryable()).isFalse();
    ObjectNode inputs = inputs("true").put("private_key", server.keyText("stranger"));
    inputs.remove("password");
    assertThat(failed(inputs).kind()).isEqualTo("auth_failed");
  }

  @Test
  void keyFilesAreReadBelowTheAllowedDirectoryOnly() throws Exception {
    ObjectNode inputs = inputs("true").put("key_file", "client");
    inputs.remove("password");
    assertThat(failed(inputs).kind()).isEqualTo("key_file_denied");
    Path keys = Files.createDirectories(server.directory.resolve("keys"));
    Files.copy(server.directory.resolve("client"), keys.resolve("client"));
    Files.createSymbolicLink(keys.resolve("out"), server.directory.resolve("client"));
    ssh = with("key-directory", keys.toString());
    result(inputs);
    result(inputs.put("key_file", keys.resolve("client").toString()));
    for (String denied : List.of("../client", "out", ".", server.directory + "/client")) {
      assertThat(failed(inputs.put("key_file", denied)).kind()).isEqualTo("key_file_denied");
    }
    assertThat(failed(inputs.put("key_file", "none")).kind()).isEqualTo("key_file_not_found");
  }

  @Test
  void theAgentIsOffUnlessAllowed() throws Exception {
    ObjectNode inputs = inputs("true").put("agent", true);
    inputs.remove("password");
    assertThat(failed(inputs).kind()).isEqualTo("agent_denied");
    ssh = with("agent-socket", "/no/such/socket");
    assertThat(failed(inputs).kind()).isIn("agent", "auth_failed");
    Path socket = server.directory.resolve("agent");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try {
      Await.until("the agent listens", GONE, () -> Files.exists(socket));
      SshServer.command(
          "env",
          "SSH_AUTH_SOCK=" + socket,
          "ssh-add",
          server.directory.resolve("client").toString());
      ssh = with("agent-socket", socket.toString());
      result(inputs);
    } finally {
      agent.destroy();
    }
  }

  @Test
  void aHostThatIsNotKnownIsRefusedWithItsFingerprint() throws Exception {
    ObjectNode inputs = inputs("true");
    inputs.remove("host_key");
    Failed failed = failed(inputs);
    assertThat(failed.kind()).isEqualTo("host_key_unknown");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains(server.fingerprint("host"), "inputs.host_key");
  }

  @Test
  void anotherKeyThanThePinnedOneIsRefused() throws Exception {
    ObjectNode inputs = inputs("true").put("host_key", server.fingerprint("other_host"));
    Failed failed = failed(inputs);
    assertThat(failed.kind()).isEqualTo("host_key_changed");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains(server.fingerprint("host"));
  }

  @Test
  void aPinMayBeAPublicKeyOrOneOfSeveral() throws Exception {
    ObjectNode inputs = inputs("true");
    result(inputs.put("host_key", server.keyText("host.pub")));
    inputs
        .putArray("host_key")
        .add(server.fingerprint("other_host"))
        .add(server.fingerprint("host"));
    result(inputs);
  }

  @Test
  void theKnownHostsFileDecidesWithoutAPin() throws Exception {
    Path file = server.directory.resolve("known_hosts");
    ssh = with("known-hosts", file.toString());
    ObjectNode inputs = inputs("true");
    inputs.remove("host_key");
    assertThat(failed(inputs).kind()).isEqualTo("host_key_unknown");
    Files.writeString(file, server.knownHost("host"));
    result(inputs);
    ssh.close();
    ssh = with("known-hosts", file.toString());
    Files.writeString(file, server.knownHost("other_host"));
    assertThat(failed(inputs).kind()).isEqualTo("host_key_changed");
    assertThat(Files.readString(file)).isEqualTo(server.knownHost("other_host"));
  }

  @Test
  void connectsOnlyWhereTheGuardLetsIt() throws Exception {
    ssh =
        SshExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of())), TestSettings.executors(Map.of()).ssh());
    Failed failed = failed(inputs("true"));
    assertThat(failed.kind()).isEqualTo("egress_denied");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("espalier.egress.allow");
  }

  @Test
  void anUnknownHostIsANetworkFailure() throws Exception {
    Failed failed = failed(inputs("true").put("host", "no-such-host.invalid"));
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.message()).contains("inputs.host");
  }

  @Test
  void usesAConnectionAgainAndClosesItWhenUnused() throws Exception {
    ssh = with("idle", "PT1S");
    result(inputs("true"));
    result(inputs("true"));
    assertThat(ssh.connections().open()).isEqualTo(1);
    Await.until("the unused connection is closed", GONE, () -> ssh.connections().open() == 0);
    Await.until("the server sees no connection", GONE, () -> server.connections() == 0);
    result(inputs("true"));
  }

  @Test
  void anotherIdentityGetsAnotherConnection() throws Exception {
    result(inputs("true"));
    result(inputs("true").put("private_key", server.keyText("client")));
    assertThat(ssh.connections().open()).isEqualTo(2);
    assertThat(failed(inputs("true").put("password", "wrong")).kind()).isEqualTo("auth_failed");
  }

  @Test
  void aConnectionThatDiedIsReplaced() throws Exception {
    result(inputs("true"));
    server.cutConnections();
    Await.until("a new connection is used", GONE, () -> run(inputs("true")) instanceof Succeeded);
  }

  @Test
  void writesAndReadsFiles() throws Exception {
    ObjectNode inputs = inputs("wc -c < in.txt > out.txt; stat -c %a in.txt; cat in.bin");
    inputs
        .putArray("upload")
        .add(json("{'path':'in.txt','text':'h\u00e9llo','mode':'640'}"))
        .add(json("{'path':'in.bin','base64':'aGk='}"));
    inputs.putArray("download").add("out.txt").add(json("{'path':'in.bin','encoding':'base64'}"));
    ObjectNode result = result(inputs);
    assertThat(result.get("stdout").textValue()).isEqualTo("640\nhi");
    assertThat(result.get("files"))
        .isEqualTo(
            json("{'out.txt':{'bytes':2,'text':'6\\n'},'in.bin':{'bytes':2,'base64':'aGk='}}"));
  }

  @Test
  void transfersWithoutACommand() throws Exception {
    ObjectNode inputs = inputs("");
    inputs.remove("command");
    inputs.putArray("upload").add(json("{'path':'only.txt','text':'abc'}"));
    inputs.putArray("download").add(server.home() + "/only.txt");
    assertThat(result(inputs).at("/files").iterator().next().get("text").textValue())
        .isEqualTo("abc");
  }

  @Test
  void filesThatAreTooLargeOrNotThereAreFailures() throws Exception {
    ssh = with("max-file-bytes", "10");
    ObjectNode inputs = inputs("head -c 11 /dev/zero > big");
    inputs.putArray("download").add("big");
    assertThat(failed(inputs).kind()).isEqualTo("file_too_large");
    inputs.putArray("download").add("none");
    assertThat(failed(inputs).kind()).isEqualTo("file_not_found");
    Path secret = Files.writeString(server.directory.resolve("secret"), "1");
    Files.setPosixFilePermissions(secret, Set.of());
    inputs.putArray("download").add(secret.toString());
    assertThat(failed(inputs).kind()).isEqualTo("file_denied");
    inputs.putArray("upload").add(json("{'path':'x','text':'12345678901'}"));
    assertThat(failed(inputs).kind()).isEqualTo("invalid_input");
    inputs.putArray("upload").add(json("{'path':'/no/such/x','text':'1'}"));
    assertThat(failed(inputs).kind()).isEqualTo("file_not_found");
  }

  /** The server tells a size of 0 for it and sends without end. */
  @Test
  void aFileWithoutASizeIsCutOffToo() throws Exception {
    ssh = with("max-file-bytes", "1000");
    ObjectNode inputs = inputs("true");
    inputs.putArray("download").add("/dev/zero");
    assertThat(failed(inputs).kind()).isEqualTo("file_too_large");
    result(inputs("true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'host':'a b'}",
        "{'host':'user@h'}",
        "{'port':0}",
        "{'username':''}",
        "{'command':''}",
        "{'command':null}",
        "{'password':null}",
        "{'env':{'A-B':'c'}}",
        "{'env':{'A':[]}}",
        "{'host_key':'abc'}",
        "{'host_key':['SHA256:short']}",
        "{'upload':'x'}",
        "{'upload':[{'path':'a'}]}",
        "{'upload':[{'path':'a','text':'b','mode':'999'}]}",
        "{'upload':[{'path':'a','base64':'*'}]}",
        "{'download':[5]}",
        "{'timeout':-1}",
        "{'success_codes':[256]}"
      })
  void wrongInputsNameTheField(String wrong) throws Exception {
    ObjectNode inputs = inputs("true");
    inputs.setAll(json(wrong));
    Failed failed = failed(inputs);
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
    assertThat(failed.retryable()).isFalse();
  }
}
