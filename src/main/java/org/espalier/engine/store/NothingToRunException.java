package org.espalier.engine.store;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.engine.message.RunScope;

/** No task of the tree is in the asked-for scope. */
public class NothingToRunException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public NothingToRunException(UUID treeId, RunScope scope) {
    super(
        ErrorCode.NOTHING_TO_RUN,
        "Tree %s has no task to run in the scope '%s'.".formatted(treeId, scope.word()));
  }
}
