package org.espalier.executor.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.http.SelfSigned;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class SecureWebSocketTest {
  @TempDir static Path directory;

  private static Path keys;

  @BeforeAll
  static void makeCertificate() throws Exception {
    keys = SelfSigned.keyStore(directory);
  }

  private static ExecutionOutcome run(String inputs) throws Exception {
    WebSocketExecutor executor = WebSocketExecutorTest.open("127.0.0.0/8");
    try {
      return executor.execute(Contexts.of(inputs));
    } finally {
      executor.close();
    }
  }

  @Test
  void speaksTlsAndChecksTheCertificate() throws Exception {
    try (WsServer server = WsServer.start(keys.toString(), SelfSigned.PASSWORD)) {
      String url = "'url':'wss://127.0.0.1:" + server.port() + "/echo','message':'hello'";
      Failed refused = (Failed) run("{" + url + "}");
      assertThat(refused.kind()).isEqualTo("tls");
      assertThat(refused.retryable()).isFalse();
      assertThat(refused.message()).contains("inputs.verify");
      Succeeded taken = (Succeeded) run("{" + url + ",'verify':false}");
      assertThat(taken.result().path("response").textValue()).isEqualTo("hello");
    }
  }

  /** A ping falls due while half of a TLS record is there; the half must not be lost. */
  @Test
  void goesOnReadingAfterAPingInTheMiddleOfARecord() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        ServerSocket front = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      HalfRecord hold = new HalfRecord();
      start(() -> hold.relay(front, listener.getLocalPort()));
      start(() -> serveOneMessage(listener, hold));
      Succeeded outcome =
          (Succeeded)
              run(
                  "{'url':'wss://127.0.0.1:%d/','message':'go','verify':false,'ping_interval':0.3}"
                      .formatted(front.getLocalPort()));
      assertThat(outcome.result().path("response").textValue()).isEqualTo("w".repeat(100));
      assertThat(hold.released.getCount()).isZero();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                return;
              }
            },
            "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  private static void serveOneMessage(ServerSocket listener, HalfRecord hold) throws Exception {
    SSLContext context = SelfSigned.context(keys);
    Socket plain = listener.accept();
    Socket socket = context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
    ((javax.net.ssl.SSLSocket) socket).setUseClientMode(false);
    String key = readHead(socket.getInputStream()).split("Sec-WebSocket-Key: ")[1].split("\r")[0];
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8));
    String head =
        "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    assertThat(socket.getInputStream().read()).isEqualTo(0x81);
    hold.begun.countDown();
    byte[] frame = ("\u0081\u0064" + "w".repeat(100)).getBytes(StandardCharsets.ISO_8859_1);
    socket.getOutputStream().write(frame);
    while (socket.getInputStream().read() >= 0) {
      continue;
    }
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  /** Relays bytes; once asked to, lets 10 bytes through and the rest when the client speaks. */
  private static final class HalfRecord {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    void relay(ServerSocket front, int port) throws Exception {
      Socket client = front.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      start(() -> upstream(client.getInputStream(), server.getOutputStream()));
      downstream(server.getInputStream(), client.getOutputStream());
    }

    private void upstream(InputStream in, OutputStream out) throws IOException {
      byte[] buffer = new byte[8_192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (begun.getCount() == 0) {
          released.countDown();
        }
        out.write(buffer, 0, read);
      }
    }

    private void downstream(InputStream in, OutputStream out) throws Exception {
      byte[] buffer = new byte[8_192];
      boolean held = false;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        boolean hold = begun.getCount() == 0 && !held;
        out.write(buffer, 0, hold ? 10 : read);
        if (hold) {
          held = true;
          assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
          out.write(buffer, 10, read - 10);
        }
      }
    }
  }
}
