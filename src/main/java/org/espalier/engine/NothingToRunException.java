package org.espalier.engine;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** No task of the tree is in the asked-for scope. */
public class NothingToRunException extends EspalierException {
  private static final long serialVersionUID = 1L;

  NothingToRunException(UUID treeId, RunScope scope) {
    super(
        ErrorCode.NOTHING_TO_RUN,
        "Tree %s has no task to run in the scope '%s'.".formatted(treeId, scope.word()));
  }
}
