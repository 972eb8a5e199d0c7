package org.espalier.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts the calls of each address in the minute that began with its first. Thread-safe. */
final class CallRate {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MAX_ADDRESSES = 10_000;

  private final int maxPerMinute;
  private final Map<String, Window> windows = new HashMap<>();

  private record Window(Instant begin, int calls) {
    boolean isOver(Instant now) {
      return !now.isBefore(begin.plus(MINUTE));
    }
  }

  CallRate(int maxPerMinute) {
    this.maxPerMinute = maxPerMinute;
  }

  /** Counts a call; whether there were not too many. */
  synchronized boolean permits(String address, Instant now) {
    if (windows.size() >= MAX_ADDRESSES) {
      windows.values().removeIf(window -> window.isOver(now));
    }
    Window window = windows.get(address);
    if (window == null || window.isOver(now)) {
      boolean hasRoom = windows.size() < MAX_ADDRESSES || window != null;
      if (hasRoom) {
        windows.put(address, new Window(now, 1));
      }
      return hasRoom;
    }
    windows.put(address, new Window(window.begin, window.calls + 1));
    return window.calls < maxPerMinute;
  }
}
