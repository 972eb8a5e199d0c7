package org.espalier.executor.mcp;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a stream of events (WHATWG HTML, 9.2.6), bounds the size of each, and hands on what those
 * of the type {@code message} say. The body is empty, and there when the stream has ended. Used
 * once, by one thread at a time.
 */
final class EventReader implements HttpResponse.BodySubscriber<String> {
  /** What an event says. */
  interface Taker {
    void take(String data) throws ServerFaultException;
  }

  private final int maxBytes;
  private final StreamPosition position;
  private final Taker taker;
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private Optional<Flow.Subscription> subscription = Optional.empty();
  private Optional<String> id = Optional.empty();
  private String type = "";
  private boolean isFirstLine = true;
  private boolean afterReturn;
  private long bytes;

  EventReader(int maxBytes, StreamPosition position, Taker taker) {
    this.maxBytes = maxBytes;
    this.position = position;
    this.taker = taker;
  }

  @Override
  public CompletionStage<String> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = Optional.of(given);
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining() && !end.isDone()) {
          take(buffer.get());
        }
      }
    } catch (ServerFaultException e) {
      end.completeExceptionally(e);
      subscription.ifPresent(Flow.Subscription::cancel);
    }
  }

  private void take(byte next) throws ServerFaultException {
    boolean isEnd = next == '\n' || next == '\r';
    if (isEnd && !(next == '\n' && afterReturn)) {
      endLine();
    } else if (!isEnd) {
      line.write(next);
      if (++bytes > maxBytes + 64L) {
        throw ServerFaultException.tooLarge(maxBytes);
      }
    }
    afterReturn = next == '\r';
  }

  private void endLine() throws ServerFaultException {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (isFirstLine && text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    isFirstLine = false;
    if (text.isEmpty()) {
      endEvent();
    } else {
      field(text);
    }
  }

  private void field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    switch (name) {
      case "data" -> data.append(value).append('\n');
      case "event" -> type = value.strip();
      case "id" -> id = Optional.of(value).filter(given -> given.indexOf('\0') < 0);
      case "retry" -> retry(value);
      default -> {}
    }
  }

  private void retry(String value) {
    if (value.matches("[0-9]{1,12}")) {
      position.retryAfter(Long.parseLong(value));
    }
  }

  /** The event is behind us only when what it says was taken. */
  private void endEvent() throws ServerFaultException {
    String said = data.toString().strip();
    boolean isMessage = type.isEmpty() || type.equals("message");
    data.setLength(0);
    type = "";
    bytes = 0;
    if (isMessage && !said.isEmpty()) {
      taker.take(said);
    }
    id.ifPresent(position::reached);
    id = Optional.empty();
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  /** Some servers leave out the last empty line; an event that was cut off did not come. */
  @Override
  public void onComplete() {
    try {
      endLine();
      endEvent();
    } catch (ServerFaultException e) {
      end.complete("");
    }
    end.complete("");
  }
}
