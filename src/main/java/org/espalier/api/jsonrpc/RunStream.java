package org.espalier.api.jsonrpc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.espalier.api.feed.EventChannel;
import org.espalier.api.feed.EventFrame;
import org.espalier.api.feed.Outlet;

/**
 * Brings the events of a run into the protocol's form on their way to a client. Results are read
 * for it from the database, so it is done on another thread than the one that hands events to
 * everybody; in order, by one thread at a time. Thread-safe.
 */
final class RunStream implements Outlet {
  private final EventChannel channel;
  private final RunEventForm form;
  private final Executor executor;
  private final Deque<EventFrame> waiting = new ArrayDeque<>();
  private boolean isWorking;
  private boolean isFinishing;

  RunStream(EventChannel channel, RunEventForm form, Executor executor) {
    this.channel = channel;
    this.form = form;
    this.executor = executor;
  }

  @Override
  public void show(List<EventFrame> events) {
    synchronized (this) {
      waiting.addAll(events);
    }
    work();
  }

  @Override
  public void finish() {
    synchronized (this) {
      isFinishing = true;
    }
    work();
  }

  private void work() {
    synchronized (this) {
      if (isWorking) {
        return;
      }
      isWorking = true;
    }
    executor.execute(this::passOn);
  }

  private void passOn() {
    try {
      for (List<EventFrame> some = take(); !some.isEmpty(); some = take()) {
        channel.send(form.of(some));
      }
    } catch (RuntimeException e) {
      channel.abort(); // the database is away; the run goes on all the same
      throw e;
    }
  }

  private List<EventFrame> take() {
    synchronized (this) {
      List<EventFrame> some = new ArrayList<>(waiting);
      waiting.clear();
      if (some.isEmpty()) {
        isWorking = false;
        if (isFinishing) {
          channel.finish();
        }
      }
      return some;
    }
  }

  @Override
  public synchronized int backlog() {
    return waiting.size() + channel.backlog();
  }

  @Override
  public void abort() {
    channel.abort();
  }

  @Override
  public synchronized boolean isEnded() {
    return isFinishing || channel.isEnded();
  }
}
