package org.espalier.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.Marked;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.TestSettings;
import org.espalier.it.Await;
import org.espalier.it.ClassPath;
import org.espalier.it.Leftovers;
import org.espalier.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandExecutorTest implements TaskExecutorContract {
  private static final Duration GONE = Duration.ofSeconds(60);
  private static final Duration STARTED = Duration.ofSeconds(120);

  @TempDir Path work;
  private final Marked marked = Marked.unique();

  /** A child, one that left the session and the parent, and one that also ignores SIGTERM. */
  private static final String FAMILY =
      """
      #!/bin/sh
      sleep 3001 &
      (setsid sleep 3002 > /dev/null 2>&1 &)
      (setsid sh -c 'trap "" TERM; while :; do sleep 3003; done' &)
      echo begun
      : > begun
      """;

  @BeforeEach
  void writePrograms() throws IOException {
    program("family", FAMILY + "[ \"$1\" = leave ] || wait");
  }

  @AfterEach
  void nothingOfTheTestIsLeft() throws Exception {
    awaitStopped();
  }

  private Path program(String name, String text) throws IOException {
    Path file = Files.writeString(work.resolve(name), text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private CommandExecutor with(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    values.put("command.enabled", "true");
    values.put("command.allow", "*");
    values.put("command.directory", work.toString());
    values.put("command.environment", "PROBE,APP_*");
    values.put("command.kill-grace", "PT0.5S");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return CommandExecutor.standalone(TestSettings.executors(values).command());
  }

  @Override
  public TaskExecutor executor() {
    return with();
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{'command':['echo','hello'],'task-1':{'n':1}}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'command':'echo x','shell':true}"),
        "/inputs/shell",
        json("{'command':['echo'],'env':{'LD_PRELOAD':'x'}}"),
        "/inputs/env/LD_PRELOAD");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'command':5}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(family(300, "stay"));
  }

  private ObjectNode family(double timeout, String what) {
    ObjectNode inputs = Json.object().put("timeout", timeout);
    inputs.putArray("command").add("./family").add(what);
    inputs.putObject("env").put("PROBE", marked.value());
    return inputs;
  }

  @Override
  public void awaitBegun() throws Exception {
    Await.until("the family has begun", GONE, () -> Files.exists(work.resolve("begun")));
  }

  @Override
  public void awaitStopped() throws Exception {
    Await.until("no process is left", GONE, () -> marked.processes().isEmpty());
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(json("{'command':'head -c 300000000 /dev/zero'}"));
  }

  private ExecutionOutcome run(String inputs) throws InterruptedException {
    return TaskExecutorContract.outcome(() -> with().execute(Contexts.of(inputs)));
  }

  private static ObjectNode result(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private static Failed failed(ExecutionOutcome outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  @Test
  void returnsExitCodeAndBothOutputs() throws Exception {
    program("speak", "#!/bin/sh\necho out; echo err >&2\n");
    assertThat(result(run("{'command':'./speak'}")))
        .isEqualTo(json("{'stdout':'out','stderr':'err','return_code':0,'success':true}"));
  }

  @Test
  void splitsAStringWithoutAShell() throws Exception {
    String command = "printf '<%s>' \\\"a b\\\" c\\\\ d '$x;y' *";
    ObjectNode inputs = Json.readObject("{\"command\":\"" + command + "\"}");
    assertThat(result(with().execute(Contexts.of(inputs))).get("stdout").textValue())
        .isEqualTo("<a b><c d><$x;y><*>");
  }

  @Test
  void anArgumentIsNeverReadByAShell() throws Exception {
    ObjectNode result = result(run("{'command':['echo','$(id)','; reboot','`x`']}"));
    assertThat(result.get("stdout").textValue()).isEqualTo("$(id) ; reboot `x`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"echo a | cat", "echo a > b", "a; b", "a && b", "echo $HOME", "echo `id`", "(a)"})
  void aStringThatNeedsAShellIsRefused(String command) throws Exception {
    Failed failed = failed(run("{'command':'" + command + "'}"));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.command has ").contains("inputs.shell");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'command':''}",
        "{'command':[]}",
        "{'command':['']}",
        "{'command':['a',{}]}",
        "{'command':'a \\'b'}",
        "{'command':'a','env':{'A-B':'c'}}",
        "{'command':'a','env':{'APP_A':[]}}",
        "{'command':'a','timeout':-1}",
        "{'command':'a','success_codes':[256]}",
        "{'command':'a','success_codes':0}",
        "{'command':['a','b\\u0000c']}"
      })
  void wrongInputsNameTheField(String inputs) throws Exception {
    Failed failed =
        failed(
            TaskExecutorContract.outcome(
                () -> with().execute(Contexts.of(Json.readObject(quoted(inputs))))));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
  }

  private static String quoted(String text) {
    return text.replace("\\'", "\0").replace('\'', '"').replace('\0', '\'');
  }

  @Test
  void runsAShellOnlyWhereThatIsAllowed() throws Exception {
    String inputs = "{'command':'echo a | tr a b','shell':true}";
    assertThat(failed(run(inputs)).kind()).isEqualTo("shell_denied");
    CommandExecutor shell = with("command.shell", "true", "command.allow", "");
    assertThat(result(shell.execute(Contexts.of(inputs))).get("stdout").textValue()).isEqualTo("b");
    assertThat(
            failed(
                    TaskExecutorContract.outcome(
                        () -> shell.execute(Contexts.of("{'command':'echo a'}"))))
                .kind())
        .isEqualTo("program_denied");
  }

  @ParameterizedTest
  @CsvSource({"1,exit_1,true", "42,exit_42,true", "126,exit_126,false", "127,exit_127,false"})
  void anotherExitCodeIsAFailure(int code, String kind, boolean retryable) throws Exception {
    program("fail", "#!/bin/sh\necho first >&2; echo 'no such thing' >&2; exit " + code + "\n");
    Failed failed = failed(run("{'command':'./fail'}"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message())
        .isEqualTo("Program ./fail ended with exit code %d: no such thing", code);
    assertThat(failed.details().get("return_code").intValue()).isEqualTo(code);
    assertThat(failed.details().get("stderr").textValue()).isEqualTo("first\nno such thing");
  }

  @Test
  void aSignalIsNamed() throws Exception {
    program("die", "#!/bin/sh\nkill -KILL $$\n");
    Failed failed = failed(run("{'command':'./die'}"));
    assertThat(failed.kind()).isEqualTo("exit_137");
    assertThat(failed.message()).contains("SIGKILL");
  }

  @Test
  void theTaskSaysWhichExitCodesAreSuccess() throws Exception {
    program("fail", "#!/bin/sh\nexit 3\n");
    ObjectNode expected = json("{'stdout':'','stderr':'','return_code':3,'success':true}");
    assertThat(result(run("{'command':'./fail','success_codes':[0,3]}"))).isEqualTo(expected);
    assertThat(result(run("{'command':'./fail','fail_on_exit_code':false}")))
        .isEqualTo(expected.put("success", false));
  }

  @Test
  void readsStdinAsTextOrJson() throws Exception {
    assertThat(result(run("{'command':'cat','stdin':'a\\nb\\n','trim':false}")).get("stdout"))
        .isEqualTo(json("{'t':'a\\nb\\n'}").get("t"));
    assertThat(result(run("{'command':'cat','stdin':{'a':1}}")).get("stdout").textValue())
        .isEqualTo("{\"a\":1}");
    assertThat(result(run("{'command':'cat'}")).get("stdout").textValue()).isEmpty();
  }

  @Test
  void passesMuchStdinOnAndMindsNoProgramThatDoesNotReadIt() throws Exception {
    ObjectNode inputs = json("{'command':['wc','-c']}").put("stdin", "x".repeat(3_000_000));
    assertThat(result(with().execute(Contexts.of(inputs))).get("stdout").textValue())
        .isEqualTo("3000000");
    inputs.putArray("command").add("true");
    assertThat(result(with().execute(Contexts.of(inputs))).get("success").booleanValue()).isTrue();
  }

  @Test
  void showsOutputWhileTheProgramRuns() throws Exception {
    program("slow", "#!/bin/sh\necho one\nwhile [ ! -e go ]; do sleep 0.05; done\necho two >&2\n");
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
    Thread looksOn =
        new Thread(
            () -> {
              first.join();
              work.resolve("go").toFile().mkdir();
            });
    looksOn.start();
    result(
        with()
            .execute(
                Contexts.of(
                    json("{'command':'./slow'}"),
                    Json.object(),
                    1,
                    new CancellationToken(),
                    listener)));
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("one\n");
    assertThat(errors).hasToString("two\n");
  }

  @Test // #19
  void aLongerOutputIsAFailureWhereTheTaskSaysSo() throws Exception {
    String strict = ",'max_output_chars':100,'fail_on_truncation':true}";
    Failed failed = failed(run("{'command':'seq 1 100000'" + strict));
    assertThat(failed.kind()).isEqualTo("result_too_large");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("stdout", "inputs.fail_on_truncation");
    assertThat(failed.details().get("stdout_truncated").booleanValue()).isTrue();
    assertThat(result(run("{'command':'seq 1 3'" + strict)).get("success").booleanValue()).isTrue();
  }

  @Test
  void keepsBeginningAndEndOfALongOutput() throws Exception {
    ObjectNode result = result(run("{'command':'seq 1 100000','max_output_chars':100}"));
    assertThat(result.get("stdout").textValue())
        .startsWith("1\n2\n3\n")
        .contains("[... truncated: ")
        .endsWith("99999\n100000");
    assertThat(result.get("stdout_truncated").booleanValue()).isTrue();
    assertThat(result.has("stderr_truncated")).isFalse();
  }

  @Test
  void bytesThatAreNoTextAreReplaced() throws Exception {
    ObjectNode result = result(run("{'command':['printf','a\\\\377b\\\\000c']}"));
    assertThat(result.get("stdout").textValue()).isEqualTo("a\uFFFDb\0c");
  }

  @Test
  void killsAllThatWasStartedWhenTheTimeIsOver() throws Exception {
    Failed failed =
        failed(
            TaskExecutorContract.outcome(() -> with().execute(Contexts.of(family(1.5, "stay")))));
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("did not end within 1.5 seconds");
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("begun");
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
                    work.toString(),
                    Json.write(family(300, "stay"))))
            .start();
    Await.until("it has begun", STARTED, () -> Files.exists(work.resolve("begun")));
    killed.destroyForcibly().waitFor();
    assertThat(marked.processes()).isNotEmpty();
    ObjectNode next = json("{'command':['echo','next']}");
    ObjectNode result = result(with().execute(Contexts.takenOver(next)));
    assertThat(result.get("stdout").textValue()).isEqualTo("next");
    assertThat(marked.processes()).isEmpty();
  }

  @Test // #19
  void readsTheOutputAsJsonWhereTheTaskSaysSo() throws Exception {
    ObjectNode inputs = json("{'result_format':'json'}");
    inputs.putArray("command").add("echo").add("{\"total\": 7, \"ok\": true}");
    ObjectNode result = result(with().execute(Contexts.of(inputs)));
    assertThat(result.get("stdout")).isEqualTo(json("{'total':7,'ok':true}"));
    assertThat(result.get("success").booleanValue()).isTrue();
  }

  @ParameterizedTest // #19
  @CsvSource(
      delimiter = ';',
      value = {
        "echo 7 of 9;is no JSON",
        "true;is empty",
        "yes;is longer than what is kept of it",
      })
  void whatIsNoJsonIsAClearFailure(String command, String why) throws Exception {
    ObjectNode inputs = json("{'result_format':'json','max_output_chars':1000}");
    inputs.put("command", command.equals("yes") ? "seq 9999" : command);
    Failed failed = failed(TaskExecutorContract.outcome(() -> with().execute(Contexts.of(inputs))));
    assertThat(failed.kind()).isEqualTo("invalid_json");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains("inputs.result_format is json", why);
    assertThat(failed.details().get("return_code").intValue()).isZero();
  }

  @Test // #19
  void ofAProgramThatMayFailTheTextIsKeptThatIsNoJson() throws Exception {
    ObjectNode inputs = json("{'result_format':'json','fail_on_exit_code':false}");
    inputs.putArray("command").add("ls").add("/no/such");
    ObjectNode result = result(with().execute(Contexts.of(inputs)));
    assertThat(result.get("success").booleanValue()).isFalse();
    assertThat(result.get("stdout").textValue()).isEmpty();
  }

  @Test
  void killsWhatAProgramLeavesBehind() throws Exception {
    ObjectNode result = result(with().execute(Contexts.of(family(30, "leave"))));
    assertThat(result.get("stdout").textValue()).isEqualTo("begun");
    assertThat(marked.processes()).isEmpty();
  }

  @Test
  void givesAProgramTimeToEndItself() throws Exception {
    program("tidy", "#!/bin/sh\ntrap 'echo tidied; exit 0' TERM\nsleep 300 & wait\n");
    Failed failed = failed(run("{'command':'./tidy','timeout':1}"));
    assertThat(failed.details().get("stdout").textValue()).isEqualTo("tidied");
  }

  @Test
  void theEnvironmentIsTheAllowedOneAndNothingElse() throws Exception {
    CommandExecutor executor = with("command.inherit", "PATH");
    ObjectNode result =
        result(executor.execute(Contexts.of("{'command':'env','env':{'APP_A':1}}")));
    assertThat(result.get("stdout").textValue().lines().map(line -> line.split("=")[0]))
        .containsExactlyInAnyOrder("PATH", "APP_A", "ESPALIER_PROCESS", "ESPALIER_IDEMPOTENCY_KEY");
    assertThat(result.get("stdout").textValue()).contains("IDEMPOTENCY_KEY=key-of-the-task");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LD_PRELOAD", "PATH", "APP", "ESPALIER_PROCESS"})
  void aVariableThatIsNotAllowedIsRefused(String name) throws Exception {
    Failed failed = failed(run("{'command':'env','env':{'" + name + "':'x'}}"));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.env." + name + " may not be set");
  }

  @Test
  void worksInTheDirectoryAndBelow() throws Exception {
    Files.createDirectories(work.resolve("a/b"));
    Path real = work.toRealPath();
    assertThat(pwd("{'command':'pwd'}")).isEqualTo(real.toString());
    assertThat(pwd("{'command':'pwd','working_dir':'a/b'}")).isEqualTo(real + "/a/b");
    assertThat(pwd("{'command':'pwd','working_dir':'" + work + "/a'}")).isEqualTo(real + "/a");
  }

  private String pwd(String inputs) throws InterruptedException {
    return result(run(inputs)).get("stdout").textValue();
  }

  @ParameterizedTest
  @CsvSource({
    "..,directory_denied",
    "/,directory_denied",
    "a/../..,directory_denied",
    "link,directory_denied",
    "family,directory_denied",
    "none,directory_not_found"
  })
  void doesNotWorkOutsideTheDirectory(String named, String kind) throws Exception {
    Files.createDirectories(work.resolve("a"));
    Files.createSymbolicLink(work.resolve("link"), Path.of("/etc"));
    Failed failed = failed(run("{'command':'pwd','working_dir':'" + named + "'}"));
    assertThat(failed.kind()).isEqualTo(kind);
    assertThat(failed.retryable()).isFalse();
  }

  @ParameterizedTest // #19
  @CsvSource({
    "echo, true",
    "/bin/echo, true",
    "./below-the-directory, true",
    "cat, false",
    "/bin/cat, false",
    "no-such-program, false"
  })
  void tellsAtTheSubmissionWhichProgramIsNeverAllowed(String program, boolean mayBe) {
    InputRules rules = with("command.allow", "echo").inputRules();
    ThrowingCallable check = () -> rules.check(Contexts.of("{'command':['" + program + "']}"));
    if (mayBe) {
      assertThatCode(check).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("inputs.command: ")
          .hasMessageContaining("espalier.executors.command.allow");
    }
  }

  @Test
  void withoutADirectoryATaskHasNoChoice() throws Exception {
    CommandExecutor executor = with("command.directory", "");
    String inputs = "{'command':'pwd','working_dir':'" + work + "'}";
    assertThat(
            failed(TaskExecutorContract.outcome(() -> executor.execute(Contexts.of(inputs))))
                .kind())
        .isEqualTo("directory_denied");
    result(executor.execute(Contexts.of("{'command':'pwd'}")));
  }

  @Test
  void theRealFileDecidesWhetherAProgramIsAllowed() throws Exception {
    Path echo = Path.of("/bin/echo");
    Files.createSymbolicLink(work.resolve("harmless"), Path.of("/bin/cat"));
    Files.createSymbolicLink(work.resolve("alias"), echo);
    CommandExecutor executor = with("command.allow", "echo");
    assertThat(kind(executor, "echo")).isEqualTo("done");
    assertThat(kind(executor, "/bin/echo")).isEqualTo("done");
    assertThat(kind(executor, "./alias")).isEqualTo("done");
    assertThat(kind(executor, "./harmless")).isEqualTo("program_denied");
    assertThat(kind(executor, "cat")).isEqualTo("program_denied");
    assertThat(kind(executor, "./echo")).isEqualTo("program_not_found");
    assertThat(kind(executor, "no-such-program")).isEqualTo("program_not_found");
    assertThat(kind(executor, ".")).isEqualTo("program_not_found");
  }

  @Test
  void aDirectoryMayBeAllowedWithWhatIsDirectlyInIt() throws Exception {
    Files.createDirectories(work.resolve("tools/deeper"));
    program("tools/one", "#!/bin/sh\n");
    program("tools/deeper/two", "#!/bin/sh\n");
    Files.createSymbolicLink(work.resolve("tools/out"), Path.of("/bin/cat"));
    CommandExecutor executor = with("command.allow", work + "/tools/*");
    assertThat(kind(executor, "tools/one")).isEqualTo("done");
    assertThat(kind(executor, "tools/deeper/two")).isEqualTo("program_denied");
    assertThat(kind(executor, "tools/out")).isEqualTo("program_denied");
    assertThat(kind(executor, "./family")).isEqualTo("program_denied");
  }

  private static String kind(CommandExecutor executor, String program) throws InterruptedException {
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> executor.execute(Contexts.of("{'command':['" + program + "']}")));
    return outcome instanceof Failed failed ? failed.kind() : "done";
  }

  @Test
  void saysWhyItCannotRun() throws Exception {
    assertThat(reason(with("command.enabled", "false"))).contains("command.enabled=true");
    assertThat(reason(with("command.allow", ""))).contains("command.allow");
    assertThat(reason(with("command.allow", "no-such-program"))).contains("command.allow");
    assertThat(reason(with("command.directory", "/no/such"))).contains("command.directory");
    CommandExecutor off = with("command.enabled", "false");
    assertThat(kind(off, "echo")).isEqualTo("unavailable");
    assertThat(CommandExecutor.standalone(TestSettings.executors(Map.of()).command()).type())
        .extracting(type -> type.unavailable().isPresent())
        .isEqualTo(true);
  }

  private static String reason(CommandExecutor executor) {
    return executor.type().unavailable().orElseThrow();
  }

  @Test
  void aFileThatIsNoProgramIsAFailure() throws Exception {
    program("broken", "\u007fELF nothing");
    Failed failed = failed(run("{'command':'./broken'}"));
    assertThat(failed.kind()).isIn("exit_126", "exit_127");
    assertThat(failed.retryable()).isFalse();
    assertThat(List.of(failed.details().get("stderr").textValue())).isNotEmpty();
  }
}
