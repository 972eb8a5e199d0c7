package org.espalier.executor.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.espalier.it.Leftovers;
import org.espalier.it.Npm;
import org.espalier.json.Json;

/** The server of {@code server.js}: npm's ws in a process of its own, which ends with the test. */
final class WsServer implements AutoCloseable {
  private static final String VERSION = "8.23.0";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final int port;

  private WsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param tls a PKCS12 file and its password for wss; nothing for ws
   */
  static WsServer start(String... tls) throws Exception {
    Path modules = Npm.modules("ws", VERSION);
    Path script = modules.resolveSibling("server-" + ProcessHandle.current().pid() + ".js");
    try (var in = WsServer.class.getResourceAsStream("server.js")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command = new ArrayList<>(List.of("node", script.toString()));
    command.addAll(List.of(tls));
    Process process =
        Leftovers.of(new ProcessBuilder(command))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("port ")) {
      process.destroyForcibly();
      throw new AssertionError("the server did not start: " + line);
    }
    return new WsServer(process, Integer.parseInt(line.substring(5)));
  }

  int port() {
    return port;
  }

  String url(String path) {
    return "ws://127.0.0.1:" + port + path;
  }

  /** The paths of the connections that are open on its side. */
  List<String> open() throws IOException, InterruptedException {
    List<String> paths = new ArrayList<>();
    state().path("open").forEach(path -> paths.add(path.textValue()));
    return paths;
  }

  /** How many connections there have been. */
  int seen() throws IOException, InterruptedException {
    return state().path("seen").intValue();
  }

  private JsonNode state() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/open")).build();
    return Json.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  boolean is(ProcessHandle handle) {
    return handle.pid() == process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
