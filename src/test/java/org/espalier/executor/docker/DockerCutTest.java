package org.espalier.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection to the real engine that is cut in the middle of a container's output. */
@Timeout(600)
class DockerCutTest {
  /** Of the answer to an attach: its head, a frame's head of 8 bytes, and a part of the frame. */
  private static final int FRAME_BYTES = 8 + 3;

  private static final int WHOLE_FRAME_BYTES = 8 + "hello\n".length();

  @Test // #19
  void aStreamThatIsCutWithinAFrameIsAFailureThatARetryMayHelp() throws Exception {
    assertFailsWhenCutAfter(FRAME_BYTES, "echo hello", "");
  }

  @Test // #19
  void aStreamThatIsCutBetweenTwoFramesIsAFailureThatARetryMayHelp() throws Exception {
    assertFailsWhenCutAfter(
        WHOLE_FRAME_BYTES, "sh -c \\\"echo hello; sleep 5; echo more\\\"", "hello");
  }

  private static void assertFailsWhenCutAfter(int bytes, String command, String stdout)
      throws Exception {
    TestEngine engine = TestEngine.get();
    try (ServerSocket entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      daemon(() -> accept(entry, bytes, engine.socket().substring("unix://".length())));
      DockerExecutor docker =
          DockerExecutor.standalone(
              TestEngine.settings("tcp://127.0.0.1:" + entry.getLocalPort()),
              "cut",
              Clock.systemUTC());
      ExecutionOutcome outcome =
          docker.execute(
              Contexts.of("{'image':'busybox:local','command':'%s'}".formatted(command)));
      docker.close();
      assertThat(outcome).isInstanceOf(Failed.class);
      assertThat(((Failed) outcome).kind()).isEqualTo("network");
      assertThat(((Failed) outcome).retryable()).isTrue();
      assertThat(((Failed) outcome).details().get("stdout").textValue()).isEqualTo(stdout);
      assertThat(engine.containers()).isEmpty();
    }
  }

  private static void accept(ServerSocket entry, int bytes, String engine) {
    while (!entry.isClosed()) {
      try {
        Socket in = entry.accept();
        daemon(() -> connect(in, bytes, engine));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void connect(Socket in, int bytes, String engine) {
    try (in;
        SocketChannel out = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      out.connect(UnixDomainSocketAddress.of(engine));
      byte[] head = new byte[1 << 16];
      int length = in.getInputStream().read(head);
      OutputStream to = Channels.newOutputStream(out);
      to.write(head, 0, length);
      boolean attaches =
          new String(head, 0, length, StandardCharsets.ISO_8859_1).contains("/attach?");
      daemon(() -> pump(in, to));
      InputStream from = Channels.newInputStream(out);
      if (attaches) {
        passHeadAndPart(from, in.getOutputStream(), bytes);
      } else {
        from.transferTo(in.getOutputStream());
      }
    } catch (IOException e) {
      // One side has closed the connection.
    }
  }

  private static void pump(Socket in, OutputStream to) {
    try {
      in.getInputStream().transferTo(to);
    } catch (IOException e) {
      // One side has closed the connection.
    }
  }

  private static void passHeadAndPart(InputStream from, OutputStream to, int bytes)
      throws IOException {
    String seen = "";
    while (!seen.endsWith("\r\n\r\n")) {
      seen += (char) from.read();
    }
    to.write(seen.getBytes(StandardCharsets.ISO_8859_1));
    to.flush();
    to.write(from.readNBytes(bytes));
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cutting");
    thread.setDaemon(true);
    thread.start();
  }
}
