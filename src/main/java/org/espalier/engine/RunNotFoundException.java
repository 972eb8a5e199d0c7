package org.espalier.engine;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** There is no run with this id. */
public class RunNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public RunNotFoundException(UUID runId) {
    super(ErrorCode.RUN_NOT_FOUND, "There is no run %s.".formatted(runId));
  }
}
