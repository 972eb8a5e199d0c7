package org.espalier.api.feed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that notes the ids it gets, and takes frames when the test says so. */
final class FakeOutlet implements Outlet {
  private static final Pattern ID = Pattern.compile("id: (\\S+)\n");

  final List<String> ids = new ArrayList<>();
  private int sends;
  private int taken;
  private boolean takesAll = true;
  private boolean isFinished;
  private boolean isAborted;

  /** From now on frames stay queued. */
  void stop() {
    takesAll = false;
    taken = ids.size();
  }

  /** Takes what is queued. */
  synchronized void take() {
    taken = ids.size();
  }

  @Override
  public synchronized void show(List<EventFrame> events) {
    sends++;
    for (EventFrame event : events) {
      Matcher matcher = ID.matcher(new String(event.bytes(), StandardCharsets.UTF_8));
      if (matcher.find()) {
        ids.add(matcher.group(1));
      }
    }
  }

  /** How often something was sent. */
  int sends() {
    return sends;
  }

  @Override
  public synchronized int backlog() {
    return takesAll ? 0 : ids.size() - taken;
  }

  @Override
  public void finish() {
    isFinished = true;
  }

  @Override
  public void abort() {
    isAborted = true;
  }

  @Override
  public boolean isEnded() {
    return isFinished || isAborted;
  }

  boolean isFinished() {
    return isFinished;
  }

  boolean isAborted() {
    return isAborted;
  }
}
