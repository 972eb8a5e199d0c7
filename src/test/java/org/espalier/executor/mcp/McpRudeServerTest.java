package org.espalier.executor.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that lose sessions, end streams early, and answer what nobody can read. */
@Timeout(120)
class McpRudeServerTest {
  private static final String DONE = "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";
  private static final String CALL = "'operation':'call_tool','tool_name':'order'";

  private ExecutionOutcome run(RudeServer server, String more) throws Exception {
    McpExecutor executor = McpExecutorTest.open(McpServers.loopback());
    try {
      return executor.execute(
          Contexts.of(
              Contexts.json("{'transport':'http','url':'" + server.url() + "'," + more + "}")));
    } finally {
      executor.close();
    }
  }

  private ObjectNode result(RudeServer server, String more) throws Exception {
    ExecutionOutcome outcome = run(server, more);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(RudeServer server, String more) throws Exception {
    ExecutionOutcome outcome = run(server, more);
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.message()).endsWith(".").doesNotContain("Exception");
    return failed;
  }

  @Test
  void callsAgainInANewSessionWhenTheServerForgotTheFirst() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call -> {
              if (call.number() == 1) {
                call.send(404, "application/json", "{}");
              } else {
                call.json(call.response(DONE));
              }
            })) {
      ObjectNode result = result(server, CALL);
      assertThat(McpExecutorTest.text(result)).isEqualTo("done");
      assertThat(server.seen()).containsExactly("tools/call s1", "tools/call s2");
    }
  }

  @Test
  void listsFromTheBeginningWhenTheServerForgotTheSession() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call -> {
              switch (call.number()) {
                case 1, 3 ->
                    call.json(
                        call.response(
                            "{\"tools\":[{\"name\":\"a\",\"inputSchema\":{\"type\":\"object\"}}],\"nextCursor\":\"2\"}"));
                case 2 -> call.send(404, "", "");
                default ->
                    call.json(
                        call.response(
                            "{\"tools\":[{\"name\":\"b\",\"inputSchema\":{\"type\":\"object\"}}]}"));
              }
            })) {
      ObjectNode result = result(server, "'operation':'list_tools'");
      assertThat(result.path("result").path("tools").findValuesAsText("name"))
          .containsExactly("a", "b");
    }
  }

  @Test
  void callsAgainOnlyOnceAndSaysThatSessionsAreForgotten() throws Exception { // #19
    try (RudeServer server = new RudeServer(call -> call.send(404, "", ""))) {
      Failed failed = failure(server, CALL);
      assertThat(failed.kind()).isEqualTo("http_404");
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.message()).contains("does not know the session it opened");
      assertThat(server.seen()).containsExactly("tools/call s1", "tools/call s2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"id: e1\nretry: 20\ndata:\n\n", "id: e1\nretry: 20\ndata: \n\n: bye\n\n"})
  void goesOnWithAStreamThatEndedBeforeTheAnswer(String primer) throws Exception { // #19
    AtomicReference<String> id = new AtomicReference<>("");
    AtomicReference<Optional<String>> last = new AtomicReference<>(Optional.empty());
    try (RudeServer server =
        new RudeServer(
            call -> {
              if (call.number() == 1) {
                id.set(call.message().path("id").asText());
                call.events(primer);
              } else if (call.number() == 2) {
                call.events("id: e2\nevent: message\nretry: 30\ndata:\n\n");
              } else {
                last.set(call.lastEventId());
                call.events("id: e3\ndata: " + RudeServer.Call.response(id.get(), DONE) + "\n\n");
              }
            })) {
      assertThat(McpExecutorTest.text(result(server, CALL))).isEqualTo("done");
      assertThat(server.seen()).containsExactly("tools/call s1", "GET s1", "GET s1");
      assertThat(last.get()).contains("e2");
    }
  }

  @Test
  void readsEventsOfManyLinesWithFieldsItDoesNotKnow() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call ->
                call.events(
                    "\uFEFF: hello\r\nevent: ping\r\ndata: now\r\n\r\nevent: message\r\nstrange: field\r\nretry: soon\r\nlonely\r\ndata: {\"jsonrpc\":\"2.0\",\r\ndata:\"id\":\"%s\",\"result\":%s}\r\n\r\n"
                        .formatted(call.message().path("id").asText(), DONE)))) {
      assertThat(McpExecutorTest.text(result(server, CALL))).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "text/html;<p>done;content type text/html;protocol",
        "``;done;no content type;protocol",
        "application/json;`{\"done\":`;is no message;protocol",
        "application/json;`{\"jsonrpc\":\"2.0\",\"id\":\"other\",\"result\":{}}`;no answer;protocol",
        "application/json;``;no answer;protocol",
        "text/event-stream;`data: {\"done\":\n\n`;is no message;protocol",
        "text/event-stream;`data: {}`;no answer;answer_lost",
      })
  void doesNotCallAgainWhenTheAnswerCannotBeRead(
      String type, String body, String message, String kind) throws Exception { // #19
    try (RudeServer server =
        new RudeServer(call -> call.send(200, type, body.replace("\\n", "\n")))) {
      Failed failed = failure(server, CALL);
      assertThat(failed.kind()).isEqualTo(kind);
      assertThat(failed.message()).contains(message);
      assertThat(failed.retryable()).isFalse();
      assertThat(server.seen()).containsExactly("tools/call s1");
    }
  }

  @Test
  void doesNotCallAgainWhenTheStreamCannotBeContinued() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call -> {
              if (call.number() == 1) {
                call.events("id: 7\nretry: 10\ndata:\n\n");
              } else {
                call.send(404, "", "");
              }
            })) {
      Failed failed = failure(server, CALL);
      assertThat(failed.retryable()).isFalse();
      assertThat(failed.kind()).isEqualTo("answer_lost");
      assertThat(failed.message()).contains("may have had its effect");
      assertThat(server.seen()).containsExactly("tools/call s1", "GET s1");
    }
  }

  @Test
  void anAnswerOf202ToACallIsNoAnswer() throws Exception { // #19
    try (RudeServer server = new RudeServer(call -> call.send(202, "", ""))) {
      Failed failed = failure(server, CALL);
      assertThat(failed.kind()).isEqualTo("protocol");
      assertThat(failed.message()).contains("no answer");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "alternate"})
  void failsWhenACursorComesBack(String form) throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call ->
                call.json(
                    call.response(
                        "{\"prompts\":[{\"name\":\"p%d\"}],\"nextCursor\":\"%s\"}"
                            .formatted(
                                call.number(),
                                form.equals("same") ? "x" : "c" + call.number() % 2))))) {
      Failed failed = failure(server, "'operation':'list_prompts'");
      assertThat(failed.kind()).isEqualTo("protocol");
      assertThat(failed.retryable()).isFalse();
      assertThat(failed.message()).contains("nextCursor").contains("a second time");
      assertThat(server.seen().size()).isLessThan(4);
    }
  }

  @Test
  void saysWhatAnErrorWithoutAnIdSays() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call ->
                call.json(
                    "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"not so\"}}"))) {
      Failed failed = failure(server, CALL);
      assertThat(failed.kind()).isEqualTo("protocol");
      assertThat(failed.message()).contains("no message of JSON-RPC: not so");
    }
  }

  @Test
  void saysWhatTheServerSaysOfARefusal() throws Exception {
    try (RudeServer server =
        new RudeServer(
            call ->
                call.send(
                    400,
                    "application/json",
                    "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32000,\"message\":\"the shop is closed\"},\"id\":null}"))) {
      Failed failed = failure(server, CALL);
      assertThat(failed.kind()).isEqualTo("http_400");
      assertThat(failed.message()).contains("the shop is closed");
    }
  }

  @Test
  void failsWhenAListThatNobodyLimitedHasTooManyPages() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call ->
                call.json(
                    call.response(
                        "{\"prompts\":[],\"nextCursor\":\"%d\"}".formatted(call.number()))))) {
      Failed failed = failure(server, "'operation':'list_prompts','timeout':100");
      assertThat(failed.kind()).isEqualTo("response_too_large");
      assertThat(failed.message()).contains("1000 pages").contains("inputs.max_pages");
      assertThat(server.seen()).hasSize(1_000);
    }
  }

  @Test
  void anEmptyNextCursorIsTheEnd() throws Exception { // #19
    try (RudeServer server =
        new RudeServer(
            call ->
                call.json(call.response("{\"prompts\":[{\"name\":\"p\"}],\"nextCursor\":\"\"}")))) {
      ObjectNode result = result(server, "'operation':'list_prompts'");
      assertThat(result.path("result").toString()).isEqualTo("{\"prompts\":[{\"name\":\"p\"}]}");
    }
  }
}
