package org.espalier.executor.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.espalier.executor.OutputCapture;

/** Carries the bytes of one stream of a process, on a small thread of its own. */
final class Pump {
  private static final int STACK_BYTES = 64 << 10;

  /** A pipe takes this much even if nobody reads; see pipe(7), PIPE_BUF. */
  private static final int PIPE_BYTES = 4_096;

  private final Thread thread;

  private Pump(String name, Runnable work) {
    thread = new Thread(null, work, "espalier-command-" + name, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
  }

  /** Carries what the process puts out into the capture, until all who could write have ended. */
  static Pump out(String name, InputStream from, OutputCapture to) {
    return new Pump(
        name,
        () -> {
          try {
            to.readAll(from);
          } catch (IOException e) {
            // Closed by the JDK when the process ended: there is nothing more to read.
            to.close();
          }
        });
  }

  /** Gives the process its input and closes it; does not wait for the process to read it. */
  static void in(OutputStream to, byte[] bytes) {
    if (bytes.length <= PIPE_BYTES) {
      write(to, bytes);
    } else {
      new Pump("stdin", () -> write(to, bytes));
    }
  }

  private static void write(OutputStream to, byte[] bytes) {
    try (to) {
      to.write(bytes);
    } catch (IOException e) {
      // A program need not read its input to the end.
    }
  }

  /** Waits until everything is carried; not for ever, as a process may escape with the stream. */
  void await(Duration longest) throws InterruptedException {
    thread.join(longest.toMillis());
  }
}
