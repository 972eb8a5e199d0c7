package org.espalier.executor.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StrayProcesses;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.it.Await;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.McpSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers started as local programs. */
@Timeout(600)
class McpStdioTest {
  private final StrayProcesses processes = new StrayProcesses();
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
  private Path script;
  private McpExecutor mcp;

  @BeforeEach
  void open() throws Exception {
    script = McpServers.script();
    Files.createDirectory(directory.resolve("work"));
    mcp =
        McpExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of())),
            new McpSettings(
                1 << 20,
                true,
                List.of(
                    "node " + script + " stdio",
                    McpServers.program("server-memory").toString(),
                    McpServers.program("server-filesystem").toString(),
                    "/bin/false"),
                List.of("PATH"),
                List.of("MEMORY_FILE_PATH", "ESP_*"),
                directory.toString()));
  }

  @AfterEach
  void close() {
    mcp.close();
    processes.assertNone(process -> false);
  }

  private ProgressListener listener() {
    return new ProgressListener() {
      @Override
      public void progress(double progress, String message) {
        shown.add(progress + " " + message);
      }

      @Override
      public void output(String stream, String text) {
        shown.add(stream + ": " + text);
      }
    };
  }

  private ExecutionOutcome run(String inputs, CancellationToken token) throws Exception {
    return mcp.execute(Contexts.of(Contexts.json(inputs), Json.object(), 1, token, listener()));
  }

  private ObjectNode result(String inputs) throws Exception {
    ExecutionOutcome outcome = run(inputs, new CancellationToken());
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String inputs) throws Exception {
    ExecutionOutcome outcome = run(inputs, new CancellationToken());
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  private String call(String tool, String arguments, String more) {
    return "{'transport':'stdio','operation':'call_tool','command':['node','%s','stdio','%s'],'tool_name':'%s','arguments':%s%s}"
        .formatted(script, directory.resolve("notes"), tool, arguments, more);
  }

  private List<String> notes() throws Exception {
    return Files.readAllLines(directory.resolve("notes"));
  }

  private static String command(Path program, String more) {
    return "{'transport':'stdio','command':['%s'%s".formatted(program, more);
  }

  @Test
  void keepsAKnowledgeGraphWithTheMemoryServer() throws Exception {
    Path graph = directory.resolve("graph.jsonl");
    String memory =
        command(McpServers.program("server-memory"), "],'env':{'MEMORY_FILE_PATH':'" + graph)
            + "'},'operation':'call_tool','tool_name':";
    result(
        memory
            + "'create_entities','arguments':{'entities':[{'name':'Espalier','entityType':'server','observations':['runs trees']}]}}");
    assertThat(graph).content().contains("runs trees");
    JsonNode read = result(memory + "'read_graph'}").path("result").path("structuredContent");
    assertThat(read.path("entities").path(0).path("name").textValue()).isEqualTo("Espalier");
  }

  @Test
  void readsAFileWithTheFilesystemServer() throws Exception {
    Files.writeString(directory.resolve("a.txt"), "what the file says");
    String filesystem =
        command(McpServers.program("server-filesystem"), ",'" + directory.toRealPath() + "'],");
    ObjectNode read =
        result(
            filesystem
                + "'operation':'call_tool','tool_name':'read_text_file','arguments':{'path':'%s'}}"
                    .formatted(directory.toRealPath().resolve("a.txt")));
    assertThat(McpExecutorTest.text(read)).contains("what the file says");
    Failed outside =
        failure(
            filesystem
                + "'operation':'call_tool','tool_name':'read_text_file','arguments':{'path':'/etc/passwd'}}");
    assertThat(outside.kind()).isEqualTo("tool_error");
    assertThat(outside.message()).contains("Access denied");
  }

  @Test
  void aProgramSeesOnlyTheVariablesAndTheDirectoryItMay() throws Exception {
    ObjectNode result = result(call("env", "{}", ",'env':{'ESP_A':'b','ESP_N':5},'cwd':'work'"));
    JsonNode seen = Json.read(McpExecutorTest.text(result));
    assertThat(seen.path("env").properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactlyInAnyOrder("PATH", "ESP_A", "ESP_N", "ESPALIER_PROCESS");
    assertThat(seen.path("cwd").textValue())
        .isEqualTo(directory.toRealPath().resolve("work").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "'command':['node','-e','1'];is not allowed with these arguments",
        "'command':['/bin/sh'];stdio-programs",
        "'command':['no-such-program'];There is no program no-such-program",
        "'command':['/bin/false'],'env':{'LD_PRELOAD':'x'};inputs.env.LD_PRELOAD may not be set",
        "'command':['/bin/false'],'cwd':'/etc';inputs.cwd must be a directory below",
        "'command':['/bin/false'],'cwd':'work/../..';inputs.cwd must be a directory below",
        "'command':['/bin/false'],'cwd':'nowhere';inputs.cwd must be a directory below"
      })
  void whatTheSettingsDoNotAllowIsDenied(String more, String message) throws Exception {
    Failed failed = failure("{'transport':'stdio','operation':'list_tools'," + more + "}");
    assertThat(failed.kind()).isEqualTo("stdio_denied");
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.message()).contains(message);
  }

  @Test
  void aLinkToAProgramOpensNothing() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("false"), Path.of("/bin/sh"));
    Failed failed = failure(command(link, "],'operation':'list_tools'}"));
    assertThat(failed.kind()).isEqualTo("stdio_denied");
  }

  @Test
  void aServerThatEndsIsAFailureWithItsExitCode() throws Exception {
    Failed failed = failure(call("exit", "{'code':3}", ""));
    assertThat(failed.kind()).isEqualTo("server_ended");
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.message()).contains("exit code 3");
    assertThat(
            failure("{'transport':'stdio','operation':'list_tools','command':['/bin/false']}")
                .kind())
        .isEqualTo("server_ended");
  }

  @Test
  void aMessageOverTheLimitEndsTheServer() throws Exception {
    Failed failed = failure(call("big", "{'size':300000000}", ""));
    assertThat(failed.kind()).isEqualTo("response_too_large");
    assertThat(failed.message()).contains("1048576");
  }

  @Test
  void showsWhatTheServerWritesBesidesMessages() throws Exception {
    assertThat(McpExecutorTest.text(result(call("talk", "{}", "")))).isEqualTo("talked");
    assertThat(shown.stream().collect(Collectors.joining()))
        .contains("stderr: a word on stderr\n")
        .contains("stdout: a word that is no message\n");
  }

  @Test
  void cancelTellsTheServerAndEndsIt() throws Exception {
    CancellationToken token = new CancellationToken();
    CompletableFuture<ExecutionOutcome> attempt = start(call("hang", "{}", ""), token);
    Await.until("the tool runs", Duration.ofSeconds(60), () -> notes().contains("running"));
    token.cancel(CancellationReason.CANCELLED);
    assertThat(attempt.get(60, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
    assertThat(notes()).contains("aborted the task is to stop");
    long pid = Long.parseLong(notes().get(0).substring(4));
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void cancelKillsWhatTheServerStarted() throws Exception {
    CancellationToken token = new CancellationToken();
    CompletableFuture<ExecutionOutcome> attempt = start(call("child", "{}", ""), token);
    Await.until("it has a child", Duration.ofSeconds(60), () -> notes().size() == 2);
    long child = Long.parseLong(notes().get(1).substring(6));
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isPresent();
    token.cancel(CancellationReason.TIMEOUT);
    attempt.get(60, TimeUnit.SECONDS);
    Await.until(
        "the child is gone",
        SOON,
        () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void whatAServerLeavesBehindIsKilled() throws Exception {
    assertThat(failure(call("orphan", "{}", "")).kind()).isEqualTo("server_ended");
    long child = Long.parseLong(notes().get(1).substring(6));
    Await.until(
        "the child is gone",
        SOON,
        () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  private CompletableFuture<ExecutionOutcome> start(String inputs, CancellationToken token) {
    CompletableFuture<ExecutionOutcome> outcome = new CompletableFuture<>();
    Thread attempt =
        new Thread(
            () -> {
              try {
                outcome.complete(run(inputs, token));
              } catch (Exception e) {
                outcome.completeExceptionally(e);
              }
            });
    attempt.start();
    return outcome;
  }
}
