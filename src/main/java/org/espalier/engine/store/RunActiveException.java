package org.espalier.engine.store;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The tree is being run, and one run of a tree at a time is the rule. */
public class RunActiveException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final UUID runId;

  public RunActiveException(UUID treeId, UUID runId) {
    super(
        ErrorCode.RUN_ACTIVE,
        "Tree %s is being run by run %s; wait for its end or cancel it first."
            .formatted(treeId, runId));
    this.runId = runId;
  }

  /** The run that is active. */
  public UUID runId() {
    return runId;
  }
}
