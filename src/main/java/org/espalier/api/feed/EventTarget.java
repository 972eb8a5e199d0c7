package org.espalier.api.feed;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a stream shows. */
public sealed interface EventTarget {

  /** Whether it shows this event. */
  boolean shows(EventFrame frame);

  /**
   * The events of one run; the stream ends with it.
   *
   * @param isOver whether the run was over when the stream was asked for
   */
  record OneRun(UUID runId, boolean isOver) implements EventTarget {
    @Override
    public boolean shows(EventFrame frame) {
      return true;
    }
  }

  /**
   * The events of all runs.
   *
   * @param types names of events wanted; empty for all
   * @param treeId of runs of this tree only
   */
  record AllRuns(Set<String> types, Optional<UUID> treeId) implements EventTarget {
    public AllRuns {
      types = Set.copyOf(types);
    }

    @Override
    public boolean shows(EventFrame frame) {
      return (types.isEmpty() || types.contains(frame.type()))
          && treeId.map(frame.treeId()::equals).orElse(true);
    }
  }
}
