package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.espalier.it.Await;
import org.espalier.it.EspalierServer;
import org.espalier.it.Leftovers;
import org.espalier.it.Npm;
import org.espalier.json.Json;

/** A server over HTTP in a process of its own: {@code server.mjs}, or one of npm's. */
public final class McpServers implements AutoCloseable {
  static final String VERSION = "2026.8.31";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final int port;

  private McpServers(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program of a server package of the protocol's own makers. */
  public static Path program(String name) throws Exception {
    return Npm.modules("@modelcontextprotocol/" + name, VERSION).resolve(".bin/mcp-" + name);
  }

  /** {@code server.mjs}, where node finds the SDK. */
  static Path script() throws Exception {
    Path modules = Npm.modules("@modelcontextprotocol/server-everything", VERSION);
    Path script = modules.resolveSibling("server-" + ProcessHandle.current().pid() + ".mjs");
    try (var in = McpServers.class.getResourceAsStream("server.mjs")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }

  static McpServers start() throws Exception {
    Process process =
        Leftovers.of(new ProcessBuilder("node", script().toString(), "http"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("port ")) {
      process.destroyForcibly();
      throw new AssertionError("the server did not start: " + line);
    }
    return new McpServers(process, Integer.parseInt(line.substring(5)));
  }

  /** npm's server-everything over HTTP. */
  static McpServers startEverything() throws Exception {
    int port = EspalierServer.freePort();
    ProcessBuilder builder =
        Leftovers.of(
                new ProcessBuilder(
                    "node", program("server-everything").toString(), "streamableHttp"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PORT", Integer.toString(port));
    McpServers servers = new McpServers(builder.start(), port);
    Await.until(
        "server-everything listens",
        Duration.ofSeconds(60),
        () -> servers.get("/").statusCode() > 0);
    return servers;
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  JsonNode state() throws Exception {
    return Json.read(get("/state").body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(url(path))).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  boolean is(ProcessHandle handle) {
    return handle.pid() == process.pid();
  }

  static List<String> loopback() {
    return List.of("127.0.0.0/8");
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
