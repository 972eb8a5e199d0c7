package org.espalier.tree;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.field.FieldReader;

/** There is no task with this id. */
public class TaskNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public TaskNotFoundException(UUID taskId) {
    super(ErrorCode.TASK_NOT_FOUND, "There is no task %s.".formatted(taskId));
  }

  /** For what a caller gave as an id and is none. */
  public TaskNotFoundException(String text) {
    super(ErrorCode.TASK_NOT_FOUND, "There is no task '%s'.".formatted(FieldReader.shorten(text)));
  }
}
