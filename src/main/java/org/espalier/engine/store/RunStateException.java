package org.espalier.engine.store;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.tree.RunStatus;

/** A run is in a state in which this cannot be done to it. */
public class RunStateException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public RunStateException(UUID runId, RunStatus status, String verb) {
    super(
        ErrorCode.RUN_STATE,
        "Run %s is %s and cannot be %s.".formatted(runId, status.word(), verb));
  }
}
