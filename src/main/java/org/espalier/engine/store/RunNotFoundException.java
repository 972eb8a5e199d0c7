package org.espalier.engine.store;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.field.FieldReader;

/** There is no run with this id. */
public class RunNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public RunNotFoundException(UUID runId) {
    super(ErrorCode.RUN_NOT_FOUND, "There is no run %s.".formatted(runId));
  }

  /** For what a caller gave as an id and is none. */
  public RunNotFoundException(String text) {
    super(ErrorCode.RUN_NOT_FOUND, "There is no run '%s'.".formatted(FieldReader.shorten(text)));
  }
}
