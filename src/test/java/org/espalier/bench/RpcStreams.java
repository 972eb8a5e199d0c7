package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.espalier.json.Json;

/**
 * How long after the moment it tells of an event has reached the client that executes a tree by
 * {@code tasks.execute} and reads its stream. Client and server share a clock.
 */
final class RpcStreams {
  private static final int TASKS = 10;
  private static final double TASK_SECONDS = 0.05;
  private static final int ALONE_TREES = 20;
  private static final int CROWD = 50;
  private static final int CROWD_TREES = 200;
  private static final String TIMESTAMP = "\"timestamp\":\"";

  private final Site site;
  private final Arrivals arrivals = new Arrivals();

  private RpcStreams(Site site) {
    this.site = site;
  }

  static void run(Options options, Report report) throws Exception {
    try (Site site = Site.onPostgres(Map.of(), options.isProfiling())) {
      report.head("RPC: streams of tasks.execute, on " + site.describe());
      RpcStreams streams = new RpcStreams(site);
      streams.measure(CROWD, CROWD_TREES); // warms up
      for (int width : new int[] {1, CROWD}) {
        List<double[]> percentiles = new ArrayList<>();
        for (int i = 0; i < options.repetitions(); i++) {
          percentiles.add(streams.measure(width, width == 1 ? ALONE_TREES : CROWD_TREES));
        }
        Figure.ofPercentiles("RPC delivery, streams open: " + width, percentiles)
            .forEach(report::add);
      }
    }
  }

  private double[] measure(int width, int trees) throws Exception {
    site.quieten();
    arrivals.reset();
    ExecutorService threads = Executors.newFixedThreadPool(width);
    try {
      List<Future<Void>> streams =
          threads.invokeAll(Collections.nCopies(trees, (Callable<Void>) this::stream));
      for (Future<Void> stream : streams) {
        stream.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return arrivals.percentiles();
  }

  /** Executes a tree and reads its stream to the end. Speaks HTTP/1.0, so nothing is in chunks. */
  private Void stream() throws IOException {
    byte[] body = Json.write(call()).getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /tasks HTTP/1.0\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(Headers.OF_ALL, body.length);
    URI base = site.base();
    try (Socket socket = new Socket(base.getHost(), base.getPort());
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      String last = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.isEmpty() ? last : line;
        arrived(line, Instant.now());
      }
      if (!last.contains("stream_end")) {
        throw new IllegalStateException("a stream ended with " + last);
      }
    }
    return null;
  }

  private void arrived(String line, Instant now) {
    int from = line.indexOf(TIMESTAMP) + TIMESTAMP.length();
    if (line.startsWith("data: ") && from > TIMESTAMP.length()) {
      Instant at = Instant.parse(line.substring(from, line.indexOf('"', from)));
      arrivals.add(ChronoUnit.MICROS.between(at, now));
    }
  }

  private static ObjectNode call() {
    ObjectNode call =
        Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", "tasks.execute");
    ObjectNode params = call.putObject("params").put("use_streaming", true);
    params.set("tasks", Workloads.slowChain(TASKS, TASK_SECONDS).get("tasks"));
    return call;
  }
}
