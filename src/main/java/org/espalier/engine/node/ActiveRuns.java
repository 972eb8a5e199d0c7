package org.espalier.engine.node;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The runs this node owns, from just before their claim is durable until they leave. Thread-safe.
 */
final class ActiveRuns {
  private final Map<UUID, RunHandle> handles = new ConcurrentHashMap<>();

  /** Registers a run; it unregisters itself when it leaves. */
  RunHandle add(UUID runId, long epoch) {
    RunHandle handle = new RunHandle(runId, epoch);
    handles.put(runId, handle);
    handle.exit().thenRun(() -> handles.remove(runId, handle));
    return handle;
  }

  Optional<RunHandle> find(UUID runId) {
    return Optional.ofNullable(handles.get(runId));
  }

  int size() {
    return handles.size();
  }
}
