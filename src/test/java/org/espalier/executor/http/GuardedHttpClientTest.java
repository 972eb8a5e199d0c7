package org.espalier.executor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.egress.EgressDeniedException;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.egress.NamedLoopback;
import org.espalier.settings.EgressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class GuardedHttpClientTest {
  private final List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
  private GuardedHttpClients clients = clients("127.0.0.0/8", "::1");

  private static GuardedHttpClients clients(String... allow) {
    return new GuardedHttpClients(
        new EgressGuard(new EgressSettings(List.of(allow))), "test-guarded");
  }

  @AfterEach
  void close() {
    clients.close();
  }

  private GuardedHttpClient open() {
    return clients.open(
        true, Optional.empty(), Duration.ofSeconds(10), head -> statuses.add(head.statusCode()));
  }

  private static HttpRequest.Builder request(RawServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url(path)));
  }

  private static RawServer answering(String response) throws IOException {
    return new RawServer(
        socket -> {
          socket.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
        });
  }

  @Test
  void readsABodyAsItComes() throws Exception {
    String body = "x".repeat(300_000);
    try (RawServer server =
        answering("HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 300000\r\n\r\n" + body)) {
      HttpResponse<String> whole =
          open().send(request(server, "/a?b=c").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(whole.body()).isEqualTo(body);
      assertThat(whole.headers().allValues("X-A")).containsExactly("1", "2");
      HttpResponse<InputStream> stream =
          open().send(request(server, "/").build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.body().readAllBytes()).hasSize(300_000);
      assertThat(statuses).containsExactly(200, 200);
    }
  }

  @Test
  void sendsABody() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(
            socket -> {
              seen.complete(new String(socket.getInputStream().readNBytes(5)));
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 204 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            })) {
      HttpRequest post =
          request(server, "/")
              .header("Content-Type", "text/plain")
              .POST(HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertThat(open().send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(204);
      assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void doesNotFollowRedirects() throws Exception {
    try (RawServer server =
        answering("HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n")) {
      assertThat(
              open()
                  .send(request(server, "/").build(), HttpResponse.BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(302);
    }
  }

  @Test
  void connectsOnlyWhereTheGuardAllows() throws Exception {
    clients.close();
    clients = clients();
    try (RawServer server = answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      assertThatThrownBy(
              () ->
                  open().send(request(server, "/").build(), HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(EgressDeniedException.class);
    }
  }

  @Test // #19
  void asksForWhatTheUrlSaysAlsoWhereAUriCannotSayIt() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    clients.close();
    clients = new GuardedHttpClients(NamedLoopback.guard("my_service"), "test-guarded");
    try (RawServer server =
        RawServer.echoingHead(
            head -> {
              seen.complete(head);
              return "HTTP/1.1 204 No\r\n\r\n";
            })) {
      String url = server.url("//a b").replace("127.0.0.1", "my_service");
      HttpRequest get = HttpRequest.newBuilder(TargetUrl.parse("url", url).toUri()).build();
      open().send(get, HttpResponse.BodyHandlers.discarding());
      assertThat(seen.get(30, TimeUnit.SECONDS))
          .startsWith("GET //a%20b HTTP/1.1\r\n")
          .contains("Host: my_service:");
    }
  }

  @Test
  void abortClosesTheConnections() throws Exception {
    try (RawServer server =
        new RawServer(
            socket -> {
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\n\r\nbegun".getBytes(StandardCharsets.US_ASCII));
              socket.getOutputStream().flush();
              RawServer.awaitHangUp(socket);
            })) {
      GuardedHttpClient client = open();
      HttpResponse<InputStream> stream =
          client.send(request(server, "/").build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(stream.body().readNBytes(5)).asString().isEqualTo("begun");
      client.abort();
      assertThat(server.awaitHungUp()).isTrue();
      CompletableFuture<HttpResponse<Void>> late =
          client.sendAsync(request(server, "/").build(), HttpResponse.BodyHandlers.discarding());
      assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS))
          .isInstanceOfAny(
              ExecutionException.class, java.util.concurrent.CancellationException.class);
    }
  }

  @Test
  void aSubscriberThatWantsNoMoreClosesTheConnection() throws Exception {
    try (RawServer server =
        new RawServer(
            socket -> {
              socket
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\n\r\nbegun".getBytes(StandardCharsets.US_ASCII));
              socket.getOutputStream().flush();
              RawServer.awaitHangUp(socket);
            })) {
      HttpResponse<InputStream> stream =
          open().send(request(server, "/").build(), HttpResponse.BodyHandlers.ofInputStream());
      stream.body().close();
      assertThat(server.awaitHungUp()).isTrue();
    }
  }
}
