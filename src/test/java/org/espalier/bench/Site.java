package org.espalier.bench;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Postgres;

/**
 * A running installation: a database, the nodes on it, and the client's side of it. Closing ends
 * everything. Only for the main thread.
 */
final class Site implements AutoCloseable {
  private static final String ACTIVE_RUNS =
      "select coalesce(string_agg(id::text, ','), '') from run where active_tree_id is not null";
  private static final Duration CANCEL_BOUND = Duration.ofMinutes(5);
  private static final Map<String, String> POSTGRES =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "shared_buffers", "512MB",
          "max_wal_size", "4GB");
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final int QUIET_BOUND = 50;
  private static final double QUIET_MILLIS = 10;

  private final Optional<Postgres> postgres;
  private final Map<String, String> environment;
  private final List<EspalierServer> nodes = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final Ends ends = new Ends();
  private final CpuMeter meter;
  private Load load;

  private Site(Optional<Postgres> postgres, Map<String, String> environment) throws Exception {
    this.postgres = postgres;
    this.environment = environment;
    this.meter =
        new CpuMeter(nodes, postgres.isPresent() ? postmaster(postgres.get()) : Optional.empty());
    this.load = new Load(List.of(), ends);
    addNode();
  }

  /**
   * One node on a PostgreSQL of its own.
   *
   * @param environment of the node
   * @param isTracing whether the database keeps count of its statements ({@link SqlProfile})
   */
  static Site onPostgres(Map<String, String> environment, boolean isTracing) throws Exception {
    Map<String, String> config = new HashMap<>(POSTGRES);
    if (isTracing) {
      config.put("shared_preload_libraries", "pg_stat_statements");
    }
    return new Site(Optional.of(Postgres.start(config)), environment);
  }

  /** One node on its embedded H2. */
  static Site onH2() throws Exception {
    return new Site(Optional.empty(), Map.of());
  }

  private static Optional<ProcessHandle> postmaster(Postgres postgres) throws SQLException {
    try (Connection connection = postgres.connect()) {
      long backend = Long.parseLong(one(connection, "select pg_backend_pid()"));
      return ProcessHandle.of(backend).flatMap(ProcessHandle::parent);
    }
  }

  /** The first column of a query's first row, as text. */
  static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  /** Starts another node on the same database. */
  void addNode() throws Exception {
    EspalierServer node =
        Headers.server()
            .with("ESPALIER_JAVA_OPTS", System.getenv().getOrDefault("BENCH_JAVA_OPTS", ""));
    postgres.ifPresent(node::on);
    environment.forEach(node::with);
    node.start();
    nodes.add(node);
    watchers.add(new Watcher(node.baseUri(), ends));
    load.close();
    load = new Load(nodes.stream().map(EspalierServer::baseUri).toList(), ends);
  }

  Load load() {
    return load;
  }

  Cpu cpu() {
    return meter.read();
  }

  EspalierServer node() {
    return nodes.get(0);
  }

  URI base() {
    return node().baseUri();
  }

  Optional<Postgres> postgres() {
    return postgres;
  }

  /** What it runs on, in words. */
  String describe() throws SQLException {
    if (postgres.isEmpty()) {
      return "H2";
    }
    try (Connection connection = postgres.get().connect()) {
      return "PostgreSQL %s, fsync %s, synchronous_commit %s, on the same machine"
          .formatted(
              one(connection, "show server_version").split(" ")[0],
              one(connection, "show fsync"),
              one(connection, "show synchronous_commit"));
    }
  }

  /** The ids of the runs that are not over; only on PostgreSQL. */
  List<String> activeRuns() throws SQLException {
    try (Connection connection = postgres.orElseThrow().connect()) {
      String ids = one(connection, ACTIVE_RUNS);
      return ids.isEmpty() ? List.of() : List.of(ids.split(","));
    }
  }

  /** Cancels what is active, and waits until nothing is. */
  void cancelAll() throws SQLException, IOException {
    for (String run : activeRuns()) {
      load.send(Wire.request("POST", "/api/runs/" + run + "/cancel"));
    }
    Await.until("all runs are cancelled", CANCEL_BOUND, () -> activeRuns().isEmpty());
    quieten();
  }

  /** Waits until server and database have nothing to do, at most five seconds. */
  void quieten() {
    Cpu before = cpu();
    for (int i = 0; i < QUIET_BOUND; i++) {
      LockSupport.parkNanos(QUIET.toNanos());
      Cpu now = cpu();
      if (now.service() - before.service() <= QUIET_MILLIS) {
        return;
      }
      before = now;
    }
  }

  @Override
  public void close() throws IOException {
    load.close();
    for (Watcher watcher : watchers) {
      watcher.close();
    }
    nodes.forEach(EspalierServer::close);
    if (postgres.isPresent()) {
      postgres.get().close();
    }
  }
}
