package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.http.TestServer;
import org.espalier.json.Json;

/**
 * A node that speaks as apflow 0.18 does: HTTP 500 with -32603 for whatever is wrong, {@code final}
 * with each task that ends, null for an unknown task, a root that is completed above a failed
 * child, a cancel of no more than the named tasks.
 */
final class ApflowPeer implements AutoCloseable {
  private static final String END = "stream_end";

  /** How this node's streams behave. */
  enum Streams {
    WHOLE,
    /** apflow ends a stream when the last event it has seen says {@code final}. */
    END_BETWEEN_TASKS,
    /** The connection is lost behind the first event. */
    BREAK
  }

  private final TestServer server = TestServer.http();
  private final StoredTasks stored = new StoredTasks();
  private final Set<String> running = new ConcurrentSkipListSet<>();
  private final ConcurrentHashMap<String, Thread> working = new ConcurrentHashMap<>();
  private volatile Streams streams = Streams.WHOLE;
  private volatile Runnable beforeCancel = () -> {};

  ApflowPeer() throws IOException {
    server.onBody("/tasks", (exchange, body) -> handle(exchange, call(body)));
    server.on("/system", exchange -> answer(exchange, 200, "result", Json.object()));
  }

  String url() {
    return server.url("");
  }

  void streams(Streams how) {
    streams = how;
  }

  /** Runs something when a cancel has arrived, before it is obeyed. */
  void beforeCancel(Runnable action) {
    beforeCancel = action;
  }

  TestServer server() {
    return server;
  }

  /** The methods that were called, in order. */
  List<String> methods() {
    return server.seen().stream().map(seen -> call(seen.body()).path("method").asText()).toList();
  }

  static JsonNode call(String body) {
    return Json.read(body);
  }

  StoredTasks stored() {
    return stored;
  }

  boolean isWorking() {
    return !working.isEmpty();
  }

  boolean isRunning() {
    return !running.isEmpty();
  }

  private void handle(HttpExchange exchange, JsonNode call) throws IOException {
    JsonNode params = call.path("params");
    String id = params.path("task_id").asText();
    try {
      switch (call.path("method").asText()) {
        case "tasks.create" -> answer(exchange, 200, "result", stored.create(params));
        case "tasks.get" -> answer(exchange, 200, "result", stored.find(id));
        case "tasks.tree" -> answer(exchange, 200, "result", stored.tree(id));
        case "tasks.running.status" ->
            answer(exchange, 200, "result", status(params.path("task_ids")));
        case "tasks.cancel" -> answer(exchange, 200, "result", cancel(params.path("task_ids")));
        case "tasks.execute" -> execute(exchange, id, params.path("use_streaming").asBoolean());
        default -> throw new IllegalArgumentException("Unknown task method");
      }
    } catch (IllegalArgumentException e) {
      ObjectNode error = Json.object().put("code", -32603).put("message", "Internal error");
      answer(exchange, 500, "error", error.put("data", e.getMessage()));
    }
  }

  private static void answer(HttpExchange exchange, int status, String field, JsonNode value)
      throws IOException {
    TestServer.answer(exchange, status, "application/json", Json.write(response(field, value)));
  }

  private static ObjectNode response(String field, JsonNode value) {
    ObjectNode response = Json.object().put("jsonrpc", "2.0").put("id", "1");
    return response.set(field, value);
  }

  private ArrayNode status(JsonNode ids) {
    ArrayNode answer = Json.array();
    for (JsonNode id : ids) {
      ObjectNode item = answer.addObject().put("task_id", id.asText());
      item.put("status", stored.require(id.asText()).path("status").asText());
      item.put("is_running", running.contains(id.asText()));
    }
    return answer;
  }

  private ArrayNode cancel(JsonNode ids) {
    beforeCancel.run();
    ArrayNode answer = Json.array();
    for (JsonNode id : ids) {
      stored.end(id.asText(), "cancelled", "Cancelled by user");
      Optional.ofNullable(working.get(id.asText())).ifPresent(Thread::interrupt);
      answer.addObject().put("task_id", id.asText()).put("status", "cancelled");
    }
    return answer;
  }

  private void execute(HttpExchange exchange, String id, boolean streamed) throws IOException {
    String rootId = stored.rootOf(id);
    ObjectNode started = Json.object().put("protocol", "jsonrpc").put("root_task_id", rootId);
    if (!running.add(rootId)) {
      started.put("success", false).put("status", "already_running");
      answer(exchange, 200, "result", started);
      return;
    }
    started.put("success", true).put("status", "started").put("task_id", id);
    BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
    Thread worker = new Thread(() -> run(rootId, events), "test-server-worker");
    worker.setDaemon(true);
    worker.start();
    if (streamed) {
      stream(exchange, started.put("streaming", true), events);
    } else {
      answer(exchange, 200, "result", started);
    }
  }

  private void stream(HttpExchange exchange, ObjectNode started, BlockingQueue<ObjectNode> events)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      send(out, response("result", started));
      while (true) {
        ObjectNode event = events.poll(1, TimeUnit.SECONDS);
        if (event == null) {
          out.write(": keepalive\n\n".getBytes(StandardCharsets.UTF_8));
          out.flush();
          continue;
        }
        send(out, event);
        boolean isTaskOver = event.path("final").asBoolean();
        if (streams == Streams.BREAK && isTaskOver) {
          throw new IOException("cut on purpose");
        }
        if (streams == Streams.END_BETWEEN_TASKS && isTaskOver) {
          send(out, Json.object().put("type", END));
          return;
        }
        if (event.path("type").asText().equals(END)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(OutputStream out, ObjectNode event) throws IOException {
    out.write(("data: " + Json.write(event) + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void run(String rootId, BlockingQueue<ObjectNode> events) {
    for (String id : stored.inOrder(rootId)) {
      if (stored.begin(id)) {
        events.add(event("task_start", id));
        work(id);
        String status = stored.require(id).path("status").asText();
        ObjectNode ended = event("task_" + status, id).put("final", true);
        ended.set("result", stored.require(id).path("result"));
        events.add(ended);
      }
    }
    running.remove(rootId);
    events.add(event("final", rootId).put("final", true));
    events.add(event(END, rootId));
  }

  private ObjectNode event(String type, String id) {
    String status = stored.require(id).path("status").asText();
    return Json.object().put("type", type).put("task_id", id).put("status", status);
  }

  private void work(String id) {
    JsonNode inputs = stored.require(id).path("inputs");
    working.put(id, Thread.currentThread());
    try {
      TimeUnit.MILLISECONDS.sleep((long) (inputs.path("delay").asDouble() * 1_000));
      stored.finish(id, inputs);
    } catch (InterruptedException e) {
      stored.end(id, "cancelled", "Cancelled by user");
    } finally {
      working.remove(id);
    }
  }

  @Override
  public void close() {
    working.values().forEach(Thread::interrupt);
    server.close();
  }
}
