package org.espalier.engine.node;

import java.util.concurrent.ThreadFactory;

/**
 * A part of the node beside the engine, in a package above it: found as a CDI bean, started after
 * the engine and stopped before it.
 */
public interface NodeService {
  /** Begins to work, on threads from there. */
  void start(ThreadFactory threads);

  /** Ends; also when it was never started, or ended before. */
  void stop();
}
