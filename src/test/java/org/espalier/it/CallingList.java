package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A task for each element of a list, seen by the peer that they call. */
final class CallingList {
  private static final int ELEMENTS = 60;
  private static final int AT_A_TIME = 3;

  /** Counts who is in, and holds each call until as many are in as may, or a moment has passed. */
  static final class Peer implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final CountDownLatch never = new CountDownLatch(1);

    Peer() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
      server.setExecutor(threads);
      server.createContext("/", this::answer);
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    private void answer(HttpExchange call) throws IOException {
      String path = call.getRequestURI().getPath();
      calls.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        boolean isOver = never.await(150, TimeUnit.MILLISECONDS);
        assertThat(isOver).isFalse();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        inside.decrementAndGet();
      }
      byte[] body = ("{\"path\":\"" + path + "\"}").getBytes();
      call.getResponseHeaders().set("Content-Type", "application/json");
      call.sendResponseHeaders(200, body.length);
      call.getResponseBody().write(body);
      call.close();
    }

    @Override
    public void close() {
      server.stop(0);
      threads.shutdownNow();
    }
  }

  private final EspalierServer server;
  private final Peer peer;
  private final JsonNode tree;

  /** Submits it, and returns when some of the calls are done. */
  CallingList(EspalierServer server, Peer peer) {
    this.server = server;
    this.peer = peer;
    this.tree = new Api(server.http()).submit(calls(peer.port()));
    Await.until("some are done", Restarts.BOUND, () -> peer.calls.size() >= 12);
  }

  /** Nothing is left out, and nothing is done twice but what a kill cut off. */
  void endsWithinItsLimit() {
    Restarts.awaitStatus(server, tree, "completed");
    JsonNode each =
        server.http().get("/api/tasks/" + Api.task(tree, "each").get("id").textValue()).json();
    assertThat(each.at("/result/count").intValue()).isEqualTo(ELEMENTS);
    for (int i = 0; i < ELEMENTS; i++) {
      assertThat(each.at("/result/results/" + i + "/json/path").textValue()).isEqualTo("/" + i);
    }
    assertThat(each.get("attempts").intValue()).isEqualTo(1);
    assertThat(peer.most.get()).isEqualTo(AT_A_TIME);
    assertThat(peer.calls).hasSize(ELEMENTS);
    List<Integer> repeated =
        peer.calls.values().stream().map(AtomicInteger::get).filter(n -> n > 1).toList();
    assertThat(repeated).as("calls that the kill cut off").hasSizeLessThanOrEqualTo(AT_A_TIME);
    JsonNode stored = server.http().get("/api/trees/" + tree.get("id").textValue()).json();
    assertThat(stored.get("tasks")).hasSize(ELEMENTS + 2);
    assertThat(Api.task(stored, "each[7]").get("parent_id")).isEqualTo(each.get("id"));
  }

  private static String calls(int port) {
    StringBuilder items = new StringBuilder();
    for (int i = 0; i < ELEMENTS; i++) {
      items.append(i == 0 ? "" : ",").append("{'n':%d}".formatted(i));
    }
    return ("{'tasks':[{'name':'list','schemas':{'method':'echo_executor'},'inputs':{'items':[%s]},'parent_id':'each'},"
            + "{'name':'each','schemas':{'method':'foreach_executor'},'dependencies':['list'],'inputs':{"
            + "'items':'${list.items}','max_concurrency':%d,"
            + "'task':{'schemas':{'method':'rest_executor'},'inputs':{'url':'http://127.0.0.1:%d/${item.n}'}}}}]}")
        .formatted(items, AT_A_TIME, port);
  }
}
