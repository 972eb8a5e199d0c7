package org.espalier.settings;

import java.util.concurrent.locks.LockSupport;

/** What time passes by: never goes back, and knows nothing of dates. Thread-safe. */
public interface MonotonicTimer {
  /** That of the machine. */
  MonotonicTimer SYSTEM =
      new MonotonicTimer() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void pause(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** Nanoseconds since some point; only differences mean something. */
  long nanos();

  /** Lets the calling thread wait so long, or less when it is interrupted. */
  void pause(long nanos);
}
