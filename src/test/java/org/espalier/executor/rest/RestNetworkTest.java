package org.espalier.executor.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.RawServer;
import org.espalier.executor.http.SelfSigned;
import org.espalier.executor.http.TestServer;
import org.espalier.it.EspalierServer;
import org.espalier.settings.EgressSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(600)
class RestNetworkTest {
  private final RestExecutor http = RestExecutorTest.open("127.0.0.0/8", "::1", "localhost");

  @AfterEach
  void stop() {
    http.close();
  }

  private Failed failure(String url, String more) throws InterruptedException {
    ExecutionOutcome outcome = http.execute(Contexts.of("{'url':'" + url + "'" + more + "}"));
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void drip(Socket socket, String head) throws Exception {
    write(socket, head);
    OutputStream out = socket.getOutputStream();
    socket.setSoTimeout(20);
    while (true) {
      out.write('x');
      out.flush();
      try {
        if (socket.getInputStream().read() < 0) {
          throw new IOException("hung up");
        }
      } catch (SocketTimeoutException e) {
        continue;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"})
  void slowPeerIsBoundedByTheTimeout(String head) throws Exception {
    try (RawServer server = new RawServer(socket -> drip(socket, head))) {
      Instant start = Instant.now();
      Failed failed = failure(server.url("/"), ",'timeout':0.5");
      assertThat(failed.kind()).isEqualTo("timeout");
      assertThat(failed.retryable()).isTrue();
      assertThat(failed.message()).contains("0.5 seconds").contains("inputs.timeout");
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
      assertThat(server.awaitHungUp()).isTrue();
    }
  }

  @Test
  void largeBodyOfASlowPeerIsGivenUpAtOnce() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n";
    try (RawServer server = new RawServer(socket -> drip(socket, head))) {
      Failed failed = failure(server.url("/"), ",'timeout':30,'max_response_bytes':3");
      assertThat(failed.kind()).isEqualTo("response_too_large");
      assertThat(server.awaitHungUp()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"})
  void cancelClosesTheConnection(String head) throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (RawServer server =
        new RawServer(
            socket -> {
              write(socket, head);
              RawServer.awaitHangUp(socket);
            })) {
      CancellationToken token = new CancellationToken();
      Future<ExecutionOutcome> attempt =
          threads.submit(
              () ->
                  http.execute(
                      Contexts.of(Contexts.json("{'url':'" + server.url("/") + "'}"), token)));
      assertThat(server.awaitAsked()).isTrue();
      token.cancel(CancellationReason.CANCELLED);
      assertThat(server.awaitHungUp()).isTrue();
      assertThat(attempt.get(2, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A listener whose queue is full: the kernel leaves further connections hanging. */
  private static List<AutoCloseable> deafListener() throws IOException {
    List<AutoCloseable> open = new ArrayList<>();
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(listener);
    for (int i = 0; i < 3; i++) {
      Socket filler = new Socket();
      open.add(filler);
      try {
        filler.connect(listener.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException e) {
        return open;
      }
    }
    return open;
  }

  @Test
  void connectingIsBoundedAndCanBeCancelled() throws Exception {
    List<AutoCloseable> deaf = deafListener();
    String url = "http://127.0.0.1:" + ((ServerSocket) deaf.get(0)).getLocalPort() + "/";
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Failed failed = failure(url, ",'connect_timeout':0.3");
      assertThat(failed.kind()).isEqualTo("timeout");
      assertThat(failed.message()).contains("inputs.connect_timeout is 0.3 seconds");
      CancellationToken token = new CancellationToken();
      CountDownLatch entered = new CountDownLatch(1);
      Future<ExecutionOutcome> attempt =
          threads.submit(
              () -> {
                entered.countDown();
                return http.execute(
                    Contexts.of(
                        Contexts.json("{'url':'" + url + "','connect_timeout':60}"), token));
              });
      assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
      token.cancel(CancellationReason.CANCELLED);
      assertThat(attempt.get(2, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
    } finally {
      threads.shutdownNow();
      for (AutoCloseable socket : deaf) {
        socket.close();
      }
    }
  }

  @Test
  void refusedConnectionIsANetworkFailure() throws Exception {
    Failed failed = failure("http://127.0.0.1:" + EspalierServer.freePort() + "/", "");
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.retryable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"})
  void brokenAnswerIsANetworkFailure(String answer) throws Exception {
    try (RawServer server = new RawServer(socket -> write(socket, answer))) {
      Failed failed = failure(server.url("/"), "");
      assertThat(failed.kind()).isEqualTo("network");
      assertThat(failed.retryable()).isTrue();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void endlessHeaderIsCutOff() throws Exception {
    try (RawServer server =
        new RawServer(
            socket -> {
              write(socket, "HTTP/1.1 200 OK\r\nX: ");
              byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
              while (true) {
                socket.getOutputStream().write(block);
              }
            })) {
      assertThat(failure(server.url("/"), "").kind()).isEqualTo("network");
    }
  }

  @Test
  void keptConnectionThatThePeerClosedIsNoFailure() throws Exception {
    try (RawServer server =
        new RawServer(
            socket -> {
              write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              RawServer.readHead(socket);
            })) {
      for (int i = 0; i < 2; i++) {
        ExecutionOutcome outcome = http.execute(Contexts.of("{'url':'" + server.url("/") + "'}"));
        assertThat(outcome).isInstanceOf(Succeeded.class);
      }
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void reusesConnections() throws Exception {
    try (RawServer server =
        new RawServer(
            socket -> {
              while (true) {
                write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RawServer.readHead(socket);
              }
            })) {
      for (int i = 0; i < 5; i++) {
        http.execute(Contexts.of("{'url':'" + server.url("/") + "'}"));
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void unknownHostIsANetworkFailure() throws Exception {
    Failed failed = failure("http://no-such-host.invalid/", "");
    assertThat(failed.kind()).isEqualTo("network");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "169.254.169.254",
        "10.0.0.1",
        "[fe80::1]",
        "１２７.0.0.1",
        "127。0。0。1"
      })
  void addressesThatAreNotPublicAreDenied(String host) throws Exception {
    try (TestServer server = TestServer.http()) {
      RestExecutor guarded =
          RestExecutor.standalone(new EgressGuard(new EgressSettings(List.of())), 1 << 20);
      try {
        ExecutionOutcome outcome =
            guarded.execute(Contexts.of("{'url':'http://" + host + ":" + server.port() + "/'}"));
        assertThat(outcome).isInstanceOf(Failed.class);
        Failed failed = (Failed) outcome;
        assertThat(failed.kind()).isEqualTo("egress_denied");
        assertThat(failed.retryable()).isFalse();
        assertThat(failed.message()).contains("espalier.egress.allow");
      } finally {
        guarded.close();
      }
      assertThat(server.seen()).isEmpty();
    }
  }

  @ParameterizedTest // #19
  @CsvSource(
      delimiter = '>',
      value = {
        "//v1/items>//v1/items",
        "//a>//a",
        "//>//",
        "/a b{c}|d?q={x} y>/a%20b%7Bc%7D|d?q={x}%20y",
        "/%zz>/%zz",
        "/a/../b>/b"
      })
  void asksForWhatBrowsersAskFor(String path, String asked) throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    try (RawServer server =
        RawServer.echoingHead(
            head -> {
              seen.complete(head.split("\r")[0]);
              return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            })) {
      http.execute(Contexts.of("{'url':'" + server.url(path) + "'}"));
      assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("GET " + asked + " HTTP/1.1");
    }
  }

  @Test
  void namesWithUnderscoresWork() throws Exception {
    Failed failed = failure("http://my_service.invalid:8080/x", "");
    assertThat(failed.kind()).isEqualTo("network");
    assertThat(failed.message()).contains("http://my_service.invalid:8080/x");
  }

  @Test
  void certificateIsCheckedUnlessSwitchedOff(@TempDir Path directory) throws Exception {
    try (TestServer server = TestServer.https(SelfSigned.context(SelfSigned.keyStore(directory)))) {
      String localhost = "https://localhost:" + server.port() + "/";
      Failed failed = failure(localhost, "");
      assertThat(failed.kind()).isEqualTo("tls");
      assertThat(failed.retryable()).isFalse();
      assertThat(server.seen()).isEmpty();
      for (String url : List.of(localhost, server.url("/"))) {
        ExecutionOutcome outcome =
            http.execute(Contexts.of("{'url':'" + url + "','verify':false}"));
        assertThat(outcome).isInstanceOf(Succeeded.class);
      }
      assertThat(failure(localhost, "").kind()).isEqualTo("tls");
    }
  }
}
