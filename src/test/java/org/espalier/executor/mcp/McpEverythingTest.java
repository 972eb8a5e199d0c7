package org.espalier.executor.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.McpSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything the protocol has, with npm's server-everything, over both transports. */
@Timeout(600)
class McpEverythingTest {
  private static McpServers web;
  private static McpExecutor mcp;

  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws Exception {
    web = McpServers.startEverything();
    mcp =
        McpExecutor.standalone(
            new EgressGuard(new EgressSettings(McpServers.loopback())),
            new McpSettings(
                1 << 20,
                true,
                List.of(McpServers.program("server-everything").toString()),
                List.of("PATH"),
                List.of(),
                ""));
  }

  @AfterAll
  static void stop() {
    if (mcp != null) {
      mcp.close();
      web.close();
    }
  }

  private ExecutionOutcome run(String transport, String more) throws Exception {
    String where =
        transport.equals("http")
            ? "'transport':'http','url':'" + web.url("/mcp") + "',"
            : "'transport':'stdio','command':['%s'],"
                .formatted(McpServers.program("server-everything"));
    return mcp.execute(
        Contexts.of(
            Contexts.json("{" + where + "'timeout':60," + more + "}"),
            Json.object(),
            1,
            new CancellationToken(),
            (done, message) -> progress.add(done + " " + message)));
  }

  private ObjectNode result(String transport, String more) throws Exception {
    ExecutionOutcome outcome = run(transport, more);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stdio"})
  void listsToolsResourcesTemplatesAndPrompts(String transport) throws Exception {
    assertThat(names(transport, "tools")).contains("echo", "get-sum");
    assertThat(names(transport, "prompts")).contains("simple-prompt", "args-prompt");
    ObjectNode resources = result(transport, "'operation':'list_resources'");
    assertThat(resources.path("result").path("resources")).isNotEmpty();
    ObjectNode templates = result(transport, "'operation':'list_resource_templates'");
    assertThat(templates.path("result").path("resourceTemplates").findValuesAsText("uriTemplate"))
        .contains("demo://resource/dynamic/text/{resourceId}");
  }

  private List<String> names(String transport, String what) throws Exception {
    ObjectNode result = result(transport, "'operation':'list_" + what + "'");
    return result.path("result").path(what).findValuesAsText("name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stdio"})
  void callsToolsReadsResourcesAndGetsPrompts(String transport) throws Exception {
    ObjectNode sum =
        result(
            transport, "'operation':'call_tool','tool_name':'get-sum','arguments':{'a':2,'b':40}");
    assertThat(McpExecutorTest.text(sum)).contains("42");
    ObjectNode text =
        result(
            transport,
            "'operation':'read_resource','resource_uri':'demo://resource/dynamic/text/1'");
    assertThat(text.path("result").path("contents").path(0).path("text").textValue())
        .contains("Resource 1");
    ObjectNode blob =
        result(
            transport,
            "'operation':'read_resource','resource_uri':'demo://resource/dynamic/blob/1'");
    assertThat(blob.path("result").path("contents").path(0).path("blob").textValue()).isNotEmpty();
    ObjectNode prompt =
        result(
            transport,
            "'operation':'get_prompt','prompt_name':'args-prompt','arguments':{'city':'Gent'}");
    assertThat(prompt.path("result").path("messages").toString()).contains("Gent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stdio"})
  void progressOfTheServerIsThatOfTheTask(String transport) throws Exception {
    result(
        transport,
        "'operation':'call_tool','tool_name':'trigger-long-running-operation','arguments':{'duration':0.4,'steps':4}");
    assertThat(progress).contains("0.25 1.0 of 4.0", "0.5 2.0 of 4.0", "0.75 3.0 of 4.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stdio"})
  void wrongArgumentsOfAToolAreAFailure(String transport) throws Exception {
    ExecutionOutcome outcome =
        run(
            transport,
            "'operation':'call_tool','tool_name':'get-sum','arguments':{'a':'not a number'}");
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isIn("tool_error", "rpc_error");
    assertThat(((Failed) outcome).retryable()).isFalse();
  }
}
