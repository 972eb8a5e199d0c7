package org.espalier.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.espalier.it.EspalierServer;
import org.espalier.it.Postgres;
import org.espalier.json.Json;

/**
 * Starts PostgreSQL (fsync and synchronous commit on) and the server, runs each workload several
 * times through HTTP and prints minimum, median and maximum. {@code main} takes the repetitions
 * and, optionally, the names of workloads.
 */
public final class Bench {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_MILLI = 0.1;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String serverPid;
  private final Watcher watcher;
  private final int repetitions;
  private final List<String> chosen;

  private Bench(EspalierServer server, Watcher watcher, int repetitions, List<String> chosen) {
    this.base = server.baseUri();
    this.serverPid = Long.toString(server.pid());
    this.watcher = watcher;
    this.repetitions = repetitions;
    this.chosen = chosen;
  }

  /** Arguments: repetitions, then names of workloads; none means all. */
  public static void main(String[] arguments) throws Exception {
    int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<String> chosen =
        Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    try (Postgres postgres =
            Postgres.start(
                java.util.Map.of(
                    "fsync",
                    "on",
                    "synchronous_commit",
                    "on",
                    "shared_buffers",
                    "512MB",
                    "max_wal_size",
                    "4GB"));
        EspalierServer server =
            new EspalierServer()
                .on(postgres)
                .with("ESPALIER_JAVA_OPTS", System.getenv().getOrDefault("BENCH_JAVA_OPTS", ""))) {
      server.start();
      try (Watcher watcher = new Watcher(server.baseUri())) {
        Bench bench = new Bench(server, watcher, repetitions, chosen);
        bench.run();
      }
    }
  }

  private void run() throws Exception {
    System.out.println("warming up ...");
    for (int i = 0; i < 2; i++) {
      singles(2_000, 100);
      timed(Workloads.star(1_000));
      timed(Workloads.chain(100));
      timed(Workloads.layers(10, 10));
    }
    System.out.printf(Locale.ROOT, "%-34s %10s %10s %10s%n", "workload", "min", "median", "max");
    latency();
    report("W1 singles, one per request", "tasks/s", () -> 3_000 / singles(3_000, 100));
    report("W1 singles, in bulk of 100", "tasks/s", () -> 6_000 / bulk(6_000, 100));
    report("W2 chain of 100", "ms", () -> timed(Workloads.chain(100)) * 1e3);
    report("W3 root + 1,000 children", "ms", () -> timed(Workloads.star(1_000)) * 1e3);
    report("W4 200 trees x 10 tasks", "ms", () -> many(200, 10) * 1e3);
    report("W5 layers 10 x 10", "ms", () -> timed(Workloads.layers(10, 10)) * 1e3);
    report(
        "CPU per task, W3, all processes",
        "ms",
        () -> cpuOf(() -> timed(Workloads.star(1_000))) / 1_001);
    for (int tasks : new int[] {100, 1_000, 10_000, 100_000}) {
      report(
          "growth: tree of " + tasks,
          "us/task",
          () -> timed(Workloads.star(tasks - 1)) * 1e6 / tasks);
    }
  }

  private void report(String name, String unit, Callable<Double> workload) throws Exception {
    if (!isChosen(name)) {
      return;
    }
    double[] values = new double[repetitions];
    for (int i = 0; i < repetitions; i++) {
      values[i] = workload.call();
    }
    print(name + " (" + unit + ")", values);
  }

  private boolean isChosen(String name) {
    return chosen.isEmpty() || chosen.stream().anyMatch(name::startsWith);
  }

  private static void print(String name, double[] values) {
    Arrays.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%-34s %10.2f %10.2f %10.2f%n",
        name,
        values[0],
        values[values.length / 2],
        values[values.length - 1]);
  }

  private void latency() throws Exception {
    if (!isChosen("LAT")) {
      return;
    }
    double[] values = new double[200];
    for (int i = 0; i < values.length; i++) {
      values[i] = timed(Workloads.single()) * 1e3;
    }
    Arrays.sort(values);
    System.out.printf(
        Locale.ROOT,
        "%-34s p50 %6.2f   p95 %6.2f   max %6.2f%n",
        "LAT one single-task tree (ms)",
        values[100],
        values[190],
        values[199]);
  }

  /** Seconds from the submission of a tree to the news of its end. */
  private double timed(ObjectNode tree) throws Exception {
    byte[] body = Json.write(tree).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    long start = System.nanoTime();
    String id = post(body).get("id").textValue();
    return (watcher.end(id).get() - start) / 1e9;
  }

  /**
   * Seconds for many single-task trees, one per request, so many in flight from submission to end.
   */
  private double singles(int count, int inFlight) throws Exception {
    byte[] body = Json.write(Workloads.single()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return manyOf(body, count, inFlight);
  }

  private double many(int trees, int tasks) throws Exception {
    byte[] body =
        Json.write(Workloads.star(tasks - 1)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return manyOf(body, trees, trees);
  }

  private double manyOf(byte[] body, int count, int inFlight) throws Exception {
    Semaphore slots = new Semaphore(inFlight);
    List<CompletableFuture<Long>> ends = new ArrayList<>(count);
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      slots.acquire();
      ends.add(
          http.sendAsync(request(body), HttpResponse.BodyHandlers.ofByteArray())
              .thenCompose(answer -> watcher.end(idOf(answer)))
              .whenComplete((end, failure) -> slots.release()));
    }
    long last = start;
    for (CompletableFuture<Long> end : ends) {
      last = Math.max(last, end.get());
    }
    return (last - start) / 1e9;
  }

  private static String idOf(HttpResponse<byte[]> answer) {
    return json(answer).get("id").textValue();
  }

  /** Seconds for single-task trees submitted in bulk, two requests in flight. */
  private double bulk(int count, int perRequest) throws Exception {
    ObjectNode request = Json.object();
    ArrayNode trees = request.putArray("trees");
    for (int i = 0; i < perRequest; i++) {
      trees.add(Workloads.single());
    }
    byte[] body = Json.write(request).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Semaphore slots = new Semaphore(2);
    List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < count / perRequest; i++) {
      slots.acquire();
      answers.add(
          http.sendAsync(request(body), HttpResponse.BodyHandlers.ofByteArray())
              .whenComplete((answer, failure) -> slots.release())
              .thenApply(Bench::json));
    }
    long last = start;
    for (CompletableFuture<JsonNode> answer : answers) {
      for (JsonNode tree : answer.get().get("items")) {
        last = Math.max(last, watcher.end(tree.get("id").textValue()).get());
      }
    }
    return (last - start) / 1e9;
  }

  private JsonNode post(byte[] body) throws IOException, InterruptedException {
    return json(http.send(request(body), HttpResponse.BodyHandlers.ofByteArray()));
  }

  private HttpRequest request(byte[] body) {
    return HttpRequest.newBuilder(base.resolve("/api/trees?run=true"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    String text = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.statusCode() + ": " + text);
    }
    return Json.read(text);
  }

  /** Milliseconds of CPU that the server and PostgreSQL spend on some work. */
  private double cpuOf(Callable<Double> work) throws Exception {
    double before = cpuMillis();
    work.call();
    return cpuMillis() - before;
  }

  private double cpuMillis() throws IOException {
    double ticks = 0;
    try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        ticks += ticks(process, process.getFileName().toString().equals(serverPid));
      }
    }
    return ticks / TICKS_PER_MILLI;
  }

  private static double ticks(Path process, boolean isServer) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      boolean counts = isServer || stat.contains("(postgres)");
      return counts ? Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
