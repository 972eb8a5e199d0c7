package org.espalier.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.json.Json;
import org.espalier.settings.DockerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class DockerExecutorTest implements TaskExecutorContract {
  private TestEngine engine;
  private DockerExecutor docker;

  @BeforeEach
  void start() {
    engine = TestEngine.get();
    docker = engine.executor();
  }

  @AfterEach
  void stop() throws IOException {
    docker.close();
    assertThat(engine.containers()).isEmpty();
  }

  @Override
  public TaskExecutor executor() {
    return engine.executor();
  }

  @Override
  public void close(TaskExecutor executor) {
    ((DockerExecutor) executor).close();
  }

  @Override
  public ObjectNode goodInputs() {
    return json(
        "{'image':'busybox:local','command':'echo hello','resources':{'cpu':1},'timeout':500}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'image':'alpine'}"),
        "/inputs/image",
        json("{'image':'busybox:local','network':'bridge'}"),
        "/inputs/network");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'image':5}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(json("{'image':'busybox:local','command':['sleep','500'],'timeout':500}"));
  }

  @Override
  public void awaitBegun() {
    engine.awaitRunning();
  }

  @Override
  public void awaitStopped() {
    engine.awaitNone();
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(
        json("{'image':'busybox:local','command':['sh','-c','yes | head -c 200000000']}"));
  }

  @Override
  public boolean isOfTheTest(ProcessHandle process) {
    return engine.isItsProcess(process);
  }

  private ExecutionOutcome run(String command, String more) throws InterruptedException {
    ObjectNode inputs = json("{'image':'busybox:local'" + more + "}");
    inputs.putArray("command").add("sh").add("-c").add(command);
    return TaskExecutorContract.outcome(() -> docker.execute(Contexts.of(inputs)));
  }

  private static ObjectNode result(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private static Failed failed(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    boolean endsWithWordsOfTheProgram = failed.kind().startsWith("exit_");
    assertThat(failed.message()).doesNotContain("Exception");
    assertThat(endsWithWordsOfTheProgram || failed.message().endsWith(".")).isTrue();
    return failed;
  }

  @Test
  void returnsBothStreamsAndWhatItWasGiven() throws Exception {
    ObjectNode result = result(run("echo out; echo err >&2", ""));
    assertThat(result.get("stdout").textValue()).isEqualTo("out");
    assertThat(result.get("stderr").textValue()).isEqualTo("err");
    assertThat(result.get("logs").textValue()).contains("out", "err").hasSize(7);
    assertThat(result.get("exit_code").intValue()).isZero();
    assertThat(result.get("success").booleanValue()).isTrue();
    assertThat(result.get("truncated").booleanValue()).isFalse();
    assertThat(result.get("image").textValue()).isEqualTo("busybox:local");
    assertThat(result.get("container_id").textValue()).matches("[0-9a-f]{64}");
  }

  @Test
  void splitsACommandWithoutAShell() throws Exception {
    ObjectNode inputs = json("{'image':'busybox:local'}");
    inputs.put("command", "echo 'a  b' \"c\\\"d\" e\\ f $HOME; ls");
    assertThat(result(docker.execute(Contexts.of(inputs))).get("stdout").textValue())
        .isEqualTo("a  b c\"d e f $HOME; ls");
  }

  @Test
  void anExitCodeIsAFailureWithTheOutputInItsDetails() throws Exception {
    Failed failed = failed(run("echo partial; exit 3", ""));
    assertThat(failed.kind()).isEqualTo("exit_3");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("partial");
    assertThat(failed.details().get("exit_code").intValue()).isEqualTo(3);
  }

  @Test // #19
  void theFailureEndsWithTheLastLineOfStderr() throws Exception {
    assertThat(((Failed) run("echo no; echo 'no such table' >&2; exit 3", "")).message())
        .endsWith("ended with exit code 3: no such table");
  }

  @Test // #19
  void readsTheOutputAsJsonWhereTheTaskSaysSo() throws Exception {
    String json = ",'result_format':'json'";
    ObjectNode inputs = json("{'image':'busybox:local'" + json + "}");
    inputs.putArray("command").add("echo").add("{\"total\":7}");
    ObjectNode result = result(docker.execute(Contexts.of(inputs)));
    assertThat(result.get("stdout")).isEqualTo(json("{'total':7}"));
    Failed failed = failed(run("echo total 7", json));
    assertThat(failed.kind()).isEqualTo("invalid_json");
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("total 7");
  }

  @Test // #19
  void leavesWhiteSpaceWhereTheTaskSaysSo() throws Exception {
    ObjectNode result = result(run("echo ' out '", ",'trim':false"));
    assertThat(result.get("stdout").textValue()).isEqualTo(" out \n");
    assertThat(result.get("logs").textValue()).isEqualTo(" out \n");
  }

  @Test
  void anExitCodeCompletesTheTaskWhereItSaysSo() throws Exception {
    ObjectNode result = result(run("exit 3", ",'fail_on_exit_code':false"));
    assertThat(result.get("success").booleanValue()).isFalse();
    assertThat(result.get("exit_code").intValue()).isEqualTo(3);
  }

  @Test
  void tooMuchMemoryIsReportedAsSuch() throws Exception {
    Failed failed =
        failed(
            run(
                "dd if=/dev/zero of=/dev/null bs=60M count=1; true; exec dd if=/dev/zero of=/dev/null bs=60M count=1",
                ",'resources':{'memory':'16m'}"));
    assertThat(failed.kind()).isEqualTo("out_of_memory");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("16777216");
  }

  @Test
  void boundsTheNumberOfProcesses() throws Exception {
    Failed failed =
        failed(run("for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait", ",'resources':{'pids':4}"));
    assertThat(failed.details().get("stderr").textValue()).contains("fork");
  }

  @Test
  void bindsProcessorsAndMemoryToTheTasksLimits() throws Exception {
    ObjectNode result =
        result(
            run(
                "cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/memory/memory.limit_in_bytes",
                ",'resources':{'cpu':'0.25','memory':'32m'}"));
    assertThat(result.get("stdout").textValue()).isEqualTo("25000\n33554432");
  }

  @Test
  void hasNoNetworkNoCapabilitiesAndAReadOnlyRoot() throws Exception {
    ObjectNode result =
        result(
            run(
                "ls /sys/class/net; cat /proc/self/status | while read k v; do [ $k = CapEff: ] && echo $v; [ $k = NoNewPrivs: ] && echo $v; done; touch /x 2>&1; touch /tmp/y && echo written",
                ""));
    assertThat(result.get("stdout").textValue())
        .isEqualTo("lo\n0000000000000000\n1\ntouch: /x: Read-only file system\nwritten");
  }

  @Test
  void writesToItsRootWhereTheTaskAsksForIt() throws Exception {
    assertThat(result(run("touch /x && echo ok", ",'read_only':false")).get("stdout").textValue())
        .isEqualTo("ok");
  }

  @Test
  void takesEnvironmentUserAndDirectory() throws Exception {
    ObjectNode result =
        result(
            run(
                "echo $A $B $ESPALIER_IDEMPOTENCY_KEY; id -u; id -g; pwd",
                ",'env':{'A':'a b','B':5},'user':'1000:1001','working_dir':'/tmp'"));
    assertThat(result.get("stdout").textValue())
        .isEqualTo("a b 5 key-of-the-task\n1000\n1001\n/tmp");
  }

  @Test
  void showsOutputWhileTheContainerRuns() throws Exception {
    List<String> shown = Collections.synchronizedList(new ArrayList<>());
    CancellationToken token = new CancellationToken();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(double progress, String message) {}

          @Override
          public void output(String stream, String text) {
            shown.add(stream + ":" + text);
            token.cancel(org.espalier.executor.CancellationReason.CANCELLED);
          }
        };
    ObjectNode inputs =
        json("{'image':'busybox:local','command':['sh','-c','echo first; sleep 500']}");
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> docker.execute(Contexts.of(inputs, Json.object(), 1, token, listener)));
    assertThat(outcome).isInstanceOf(ExecutionOutcome.Cancelled.class);
    assertThat(shown).containsExactly("stdout:first\n");
  }

  @Test
  void aPieceMayEndWithinACharacter() throws Exception {
    assertThat(
            result(run("printf '\\303'; sleep 1; printf '\\244\\377'", ""))
                .get("stdout")
                .textValue())
        .isEqualTo("\u00e4\ufffd");
  }

  @Test // #19
  void aLongerOutputIsAFailureWhereTheTaskSaysSo() throws Exception {
    Failed failed = failed(run("yes | head -c 3000000", ",'fail_on_truncation':true"));
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.details().get("exit_code").intValue()).isZero();
  }

  @Test
  void cutsOutputWithAMark() throws Exception {
    ObjectNode result = result(run("yes | head -c 3000000", ""));
    assertThat(result.get("truncated").booleanValue()).isTrue();
    assertThat(result.get("stdout_truncated").booleanValue()).isTrue();
    String note = "\n[... truncated: 1951424 characters ...]\n";
    for (String output : List.of("logs", "stdout")) {
      assertThat(result.get(output).textValue())
          .contains(note)
          .startsWith("y\ny\n")
          .endsWith("y\ny");
    }
  }

  @Test
  void itsOwnTimeoutEndsTheContainerAndKeepsTheOutput() throws Exception {
    Failed failed = failed(run("echo before; sleep 500", ",'timeout':15"));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("before");
    engine.awaitNone();
  }

  @Test
  void leavesAContainerWhereTheTaskAsksForIt() throws Exception {
    ObjectNode result = result(run("echo kept", ",'remove':false"));
    String id = result.get("container_id").textValue();
    assertThat(engine.containers()).containsExactly(id);
    assertThat(engine.docker("logs", id)).isEqualTo("kept");
    engine.docker("rm", id);
  }

  @Test
  void labelsTellWhoseContainerItIs() throws Exception {
    String id = result(run("true", ",'remove':false")).get("container_id").textValue();
    String labels = engine.docker("inspect", "-f", "{{json .Config.Labels}}", id);
    assertThat(Json.readObject(labels).get("org.espalier.node").textValue()).isEqualTo("n1");
    assertThat(Json.readObject(labels).get("org.espalier.attempt").textValue()).isEqualTo("1");
    assertThat(Json.readObject(labels).get("org.espalier.task").textValue())
        .isEqualTo("00000000-0000-0000-0000-000000000003");
    engine.docker("rm", id);
  }

  @ParameterizedTest
  @CsvSource({
    "alpine, image_denied",
    "busybox:other, image_denied",
    "busybox:local@sha256:0000000000000000000000000000000000000000000000000000000000000000, image_denied"
  })
  void refusesImagesThatAreNotListed(String image, String kind) throws Exception {
    ObjectNode inputs = Json.object().put("image", image);
    assertThat(
            failed(TaskExecutorContract.outcome(() -> docker.execute(Contexts.of(inputs)))).kind())
        .isEqualTo(kind);
  }

  @Test
  void refusesNetworksThatAreNotListed() throws Exception {
    assertThat(failed(run("true", ",'network':'bridge'")).kind()).isEqualTo("network_denied");
    assertThat(result(run("ls /sys/class/net", ",'network':'host'")).get("success").booleanValue())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'image':'busybox:local','command':5}",
        "{'image':'busybox:local','command':['a',5]}",
        "{'image':'busybox:local','command':'it\\'s'}",
        "{'image':'UPPER CASE'}",
        "{'image':'../x'}",
        "{'image':'busybox/../../containers'}",
        "{'image':'busybox:local?x=y'}",
        "{'image':'busybox:local','env':{'a=b':'c'}}",
        "{'image':'busybox:local','env':{'a':['c']}}",
        "{'image':'busybox:local','volumes':{'relative':'/x'}}",
        "{'image':'busybox:local','volumes':{'/x':'/'}}",
        "{'image':'busybox:local','working_dir':'here'}",
        "{'image':'busybox:local','resources':{'cpu':'much'}}",
        "{'image':'busybox:local','resources':{'cpu':3}}",
        "{'image':'busybox:local','resources':{'memory':'1'}}",
        "{'image':'busybox:local','resources':{'memory':'513m'}}",
        "{'image':'busybox:local','resources':{'memory':'999999999999999g'}}",
        "{'image':'busybox:local','resources':{'pids':65}}",
        "{'image':'busybox:local','stop_grace':60}"
      })
  void refusesWrongInputs(String inputs) throws Exception {
    Failed failed = failed(TaskExecutorContract.outcome(() -> docker.execute(Contexts.of(inputs))));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.");
  }

  @Test
  void aProgramThatIsNotThereIsAFailureOfItsStart() throws Exception {
    Failed failed =
        failed(
            TaskExecutorContract.outcome(
                () ->
                    docker.execute(
                        Contexts.of("{'image':'busybox:local','command':'nothing-here'}"))));
    assertThat(failed.kind()).isEqualTo("start_failed");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("nothing-here");
  }

  @Test
  void anEngineThatIsNotThereIsAFailureThatARetryMayHelp() throws Exception {
    DockerExecutor nowhere =
        DockerExecutor.standalone(
            TestEngine.settings("unix:///nowhere/docker.sock"), "n1", Clock.systemUTC());
    Failed failed =
        failed(TaskExecutorContract.outcome(() -> nowhere.execute(Contexts.of(goodInputs()))));
    nowhere.close();
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("/nowhere/docker.sock");
  }

  @ParameterizedTest
  @CsvSource({
    "'', No Docker engine is configured here",
    "ftp://x, 'Setting espalier.executors.docker.host: expected unix:///path'",
    "unix://relative, Setting espalier.executors.docker.host"
  })
  void isUnavailableWithoutAUsableHost(String host, String reason) {
    DockerExecutor executor =
        DockerExecutor.standalone(TestEngine.settings(host), "n1", Clock.systemUTC());
    assertThat(executor.type().unavailable().orElseThrow()).startsWith(reason);
    executor.close();
  }

  @Test
  void speaksTlsWithACertificateOfItsOwn() throws Exception {
    DockerSettings plain = TestEngine.settings(engine.tlsHost());
    DockerExecutor tls = overTls(plain, engine.certificates());
    assertThat(result(tls.execute(Contexts.of(goodInputs()))).get("stdout").textValue())
        .isEqualTo("hello");
    tls.close();
  }

  @Test
  void refusesAServerItCannotTrust() throws Exception {
    DockerExecutor untrusting =
        DockerExecutor.standalone(
            TestEngine.settings(engine.tlsHost().replace("tcp:", "https:")),
            "n1",
            Clock.systemUTC());
    Failed failed =
        failed(TaskExecutorContract.outcome(() -> untrusting.execute(Contexts.of(goodInputs()))));
    assertThat(failed.kind()).isEqualTo("tls");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("valid certification path");
    untrusting.close();
  }

  @Test
  void certificatesThatCannotBeReadMakeItUnavailable(@TempDir Path certificates)
      throws IOException {
    Files.writeString(certificates.resolve("ca.pem"), "no certificate");
    DockerExecutor executor =
        overTls(TestEngine.settings("tcp://127.0.0.1:1"), certificates.toString());
    executor.close();
    assertThat(executor.type().unavailable().orElseThrow())
        .startsWith("Setting espalier.executors.docker.cert-dir: expected a directory");
  }

  private static DockerExecutor overTls(DockerSettings s, String certificates) {
    DockerSettings settings =
        new DockerSettings(
            s.host(),
            certificates,
            s.images(),
            s.pull(),
            s.mounts(),
            s.networks(),
            s.maxCpus(),
            s.maxMemoryBytes(),
            s.maxPids(),
            s.maxOutputBytes(),
            s.maxTimeout());
    return DockerExecutor.standalone(settings, "n1", Clock.systemUTC());
  }
}
