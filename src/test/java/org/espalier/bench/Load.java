package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.json.Json;

/**
 * Submits trees and waits for their ends. Connections and threads are kept. With several nodes
 * requests go to them in turn.
 */
final class Load implements AutoCloseable {
  private static final String ID = "\"id\":\"";
  private static final int ID_LENGTH = 36;
  private static final int BULKS_IN_FLIGHT = 2;

  private final List<URI> nodes;
  private final Ends ends;
  private final List<Queue<Wire>> idle;
  private final AtomicInteger turn = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  Load(List<URI> nodes, Ends ends) {
    this.nodes = List.copyOf(nodes);
    this.ends = ends;
    this.idle =
        nodes.stream().map(node -> (Queue<Wire>) new ConcurrentLinkedQueue<Wire>()).toList();
  }

  /** Seconds from the submission of a tree to the news of its end. */
  double one(ObjectNode tree) throws Exception {
    byte[] request = Wire.submission(Json.write(tree));
    long start = System.nanoTime();
    return (ends.await(firstId(send(request))) - start) / 1e9;
  }

  /** Seconds for equal trees, one per request, so many in flight from submission to end. */
  double many(ObjectNode tree, int count, int inFlight) throws Exception {
    byte[] request = Wire.submission(Json.write(tree));
    return parallel(inFlight, count, () -> List.of(firstId(send(request))), true);
  }

  /** Seconds for equal trees, so many per request, two requests per node in flight. */
  double bulk(ObjectNode tree, int count, int perRequest) throws Exception {
    byte[] request = bulkOf(tree, perRequest);
    return parallel(
        BULKS_IN_FLIGHT * nodes.size(), count / perRequest, () -> ids(send(request)), false);
  }

  /** Submits equal trees in bulk and waits for nothing; answers their ids. */
  List<String> submit(ObjectNode tree, int count, int perRequest) throws IOException {
    byte[] request = bulkOf(tree, perRequest);
    List<String> ids = new ArrayList<>(count);
    while (ids.size() < count) {
      ids.addAll(ids(send(request)));
    }
    return ids;
  }

  /** Sends a request to the node whose turn it is; answers the body. */
  byte[] send(byte[] request) throws IOException {
    int node = turn.getAndIncrement() % nodes.size();
    Wire wire = connection(node);
    byte[] answer = wire.exchange(request);
    idle.get(node).add(wire);
    return answer;
  }

  private Wire connection(int node) throws IOException {
    for (Wire wire = idle.get(node).poll(); wire != null; wire = idle.get(node).poll()) {
      if (wire.isUsable()) {
        return wire;
      }
      wire.close();
    }
    return new Wire(nodes.get(node));
  }

  private interface Submission {
    List<String> send() throws IOException;
  }

  /**
   * Seconds until the last tree has ended.
   *
   * @param isHeld whether a thread waits for the ends before it submits again
   */
  private double parallel(int width, int count, Submission submission, boolean isHeld)
      throws Exception {
    AtomicInteger left = new AtomicInteger(count);
    List<Future<Long>> lasts = new ArrayList<>(width);
    long start = System.nanoTime();
    for (int i = 0; i < Math.min(width, count); i++) {
      lasts.add(threads.submit(() -> submitAll(left, submission, isHeld)));
    }
    long last = start;
    for (Future<Long> each : lasts) {
      last = Math.max(last, get(each));
    }
    return (last - start) / 1e9;
  }

  private long submitAll(AtomicInteger left, Submission submission, boolean isHeld)
      throws IOException, InterruptedException {
    long last = 0;
    Queue<String> open = new ArrayDeque<>();
    while (left.getAndDecrement() > 0) {
      open.addAll(submission.send());
      last = isHeld ? Math.max(last, awaitAll(open)) : last;
    }
    return Math.max(last, awaitAll(open));
  }

  private long awaitAll(Queue<String> open) throws InterruptedException {
    long last = 0;
    for (String id = open.poll(); id != null; id = open.poll()) {
      last = Math.max(last, ends.await(id));
    }
    return last;
  }

  private static long get(Future<Long> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a submission failed", e.getCause());
    }
  }

  private static byte[] bulkOf(ObjectNode tree, int count) {
    ArrayNode trees = Json.array();
    for (int i = 0; i < count; i++) {
      trees.add(tree);
    }
    ObjectNode body = Json.object();
    body.set("trees", trees);
    return Wire.submission(Json.write(body));
  }

  /** The tree's id: the first in an answer. Parsing all of it would cost the server's cores. */
  static String firstId(byte[] answer) {
    String head = new String(answer, 0, Math.min(answer.length, 200), StandardCharsets.UTF_8);
    int from = head.indexOf(ID) + ID.length();
    return head.substring(from, from + ID_LENGTH);
  }

  private static List<String> ids(byte[] answer) {
    List<String> ids = new ArrayList<>();
    for (JsonNode item : Json.read(new String(answer, StandardCharsets.UTF_8)).get("items")) {
      ids.add(item.get("id").textValue());
    }
    return ids;
  }

  @Override
  public void close() throws IOException {
    threads.shutdownNow();
    for (Queue<Wire> wires : idle) {
      for (Wire wire : wires) {
        wire.close();
      }
    }
  }
}
