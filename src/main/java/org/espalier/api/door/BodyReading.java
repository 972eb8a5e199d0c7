package org.espalier.api.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;

/**
 * Takes a body off the network as it comes, holding no thread meanwhile. What is refused is
 * answered at once; a little more is read and dropped then, so that its sender gets to hear.
 * Thread-safe: the container tells what comes in, and a clock looks at how long that takes.
 */
final class BodyReading implements ReadListener {
  private static final long MAX_SWALLOWED_BYTES = 64L << 20;
  private static final int BUFFER_BYTES = 8 << 10;

  private final AsyncContext context;
  private final ServletInputStream in;
  private final Visit visit;
  private final BodyPace pace;
  private final Refusals refusals;
  private final Runnable arrival;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final long begin = System.nanoTime();
  private long received;
  private boolean isRefused;
  private boolean isOver;

  /**
   * @param arrival what is to happen when the body is there; not run when it is refused
   */
  BodyReading(AsyncContext context, Visit visit, BodyPace pace, Refusals refusals, Runnable arrival)
      throws IOException {
    this.context = context;
    this.in = context.getRequest().getInputStream();
    this.visit = visit;
    this.pace = pace;
    this.refusals = refusals;
    this.arrival = arrival;
  }

  /** Begins; the container calls from now on. */
  void start() {
    in.setReadListener(this);
  }

  /** Answers already, by the length that the head announces, and reads to be heard. */
  synchronized void refuse(RequestRefusedException why) {
    isRefused = true;
    visit.close();
    if (!answer(why)) {
      end();
    }
  }

  @Override
  public synchronized void onDataAvailable() throws IOException {
    while (!isOver && in.isReady()) {
      int count = in.read(buffer);
      if (count < 0) {
        return;
      }
      take(count);
    }
  }

  private void take(int count) {
    received += count;
    if (isRefused) {
      if (received > MAX_SWALLOWED_BYTES) {
        end();
      }
      return;
    }
    try {
      visit.body().append(buffer, count);
    } catch (RequestRefusedException e) {
      refuse(e);
    }
  }

  @Override
  public void onAllDataRead() {
    synchronized (this) {
      if (isOver) {
        return;
      }
      if (!isRefused) {
        weigh();
      }
      if (isRefused) {
        end();
        return;
      }
      isOver = true;
    }
    arrival.run();
  }

  private void weigh() {
    try {
      visit.body().weigh();
    } catch (RequestRefusedException e) {
      refuse(e);
    }
  }

  @Override
  public synchronized void onError(Throwable failure) {
    breakOff("The body broke off; it was not read to its end.");
  }

  /** Looks at the clock; true when there is nothing left to look at. */
  synchronized boolean isOverAt(long now) {
    Duration elapsed = Duration.ofNanos(now - begin);
    if (!isOver && pace.isMissedBy(received, elapsed)) {
      breakOff(
          "The body came too slowly: %d bytes in %d seconds."
              .formatted(received, elapsed.toSeconds()));
    }
    return isOver;
  }

  private void breakOff(String why) {
    if (isOver) {
      return;
    }
    if (!isRefused) {
      refuse(new RequestRefusedException(ErrorCode.BODY_UNFINISHED, why));
    }
    end();
  }

  private boolean answer(RequestRefusedException why) {
    HttpServletResponse response = (HttpServletResponse) context.getResponse();
    try {
      refusals.write(why, (HttpServletRequest) context.getRequest(), response);
      response.flushBuffer();
      return true;
    } catch (IOException | RuntimeException e) {
      // The client is gone; there is nobody to tell.
      return false;
    }
  }

  private void end() {
    if (isOver) {
      return;
    }
    isOver = true;
    visit.close();
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has ended it already.
      return;
    }
  }
}
