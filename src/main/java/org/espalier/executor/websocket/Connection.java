package org.espalier.executor.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/**
 * An open connection: answers pings, keeps the connection alive, hands out whole messages. Confined
 * to the attempt's thread.
 */
final class Connection {
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final Socket socket;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Assembly assembly;
  private final Silence silence;
  private final String subprotocol;
  private boolean closing;

  /**
   * Makes the handshake on a connected socket.
   *
   * @throws HandshakeException when the peer refuses
   */
  Connection(Socket socket, WebSocketRequest request) throws IOException {
    this.socket = socket;
    BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
    subprotocol = new Handshake(request).agree(in, socket.getOutputStream());
    reader = new FrameReader(in, Math.max(Frame.MAX_CONTROL_PAYLOAD, maxMessage(request)));
    writer = new FrameWriter(socket.getOutputStream());
    assembly = new Assembly(maxMessage(request));
    silence = new Silence(request.limits().pingInterval());
  }

  private static int maxMessage(WebSocketRequest request) {
    return request.limits().maxMessageBytes();
  }

  /** Empty for none. */
  String subprotocol() {
    return subprotocol;
  }

  void send(Message message) throws IOException {
    writer.write(message.opcode(), message.payload());
  }

  /**
   * The next message.
   *
   * @return empty when none came until {@code endNanos}
   * @throws ClosedByPeerException when the peer closed instead
   */
  Optional<Message> receive(long endNanos) throws IOException {
    while (true) {
      Duration left = Duration.ofNanos(endNanos - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      try {
        Optional<Message> message = take(frame(min(left, silence.left())));
        if (message.isPresent()) {
          return message;
        }
      } catch (SocketTimeoutException e) {
        silence.passed(writer);
      }
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Frame frame(Duration longest) throws IOException {
    socket.setSoTimeout((int) Math.max(1, Math.min(longest.toMillis() + 1, Integer.MAX_VALUE)));
    Frame frame = reader.next();
    silence.heard();
    return frame;
  }

  private Optional<Message> take(Frame frame) throws IOException {
    if (!frame.isControl()) {
      return assembly.add(frame);
    }
    switch (frame.opcode()) {
      case Frame.PING -> writer.write(Frame.PONG, frame.payload());
      case Frame.CLOSE -> throw closed(frame);
      case Frame.PONG -> {}
      default -> throw ProtocolException.broken("the peer sent a frame of unknown kind");
    }
    return Optional.empty();
  }

  private ClosedByPeerException closed(Frame frame) throws IOException {
    CloseCode code = CloseCode.of(frame.payload());
    if (!closing) {
      writer.write(Frame.CLOSE, code.code() == CloseCode.NONE ? new byte[0] : frame.payload());
    }
    return new ClosedByPeerException(code);
  }

  /** Says goodbye and waits a moment for the answer; empty when there is none. */
  Optional<CloseCode> close(int code) {
    long end = System.nanoTime() + CLOSING.toNanos();
    try {
      writer.write(Frame.CLOSE, CloseCode.payload(code));
      closing = true;
      while (receive(end).isPresent()) {
        continue;
      }
      return Optional.empty();
    } catch (ClosedByPeerException e) {
      return Optional.of(e.code());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
