package org.espalier.engine.edit;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** A task cannot be deleted, because others hang on it. */
public class TaskInUseException extends EspalierException {
  private static final long serialVersionUID = 1L;

  TaskInUseException(UUID taskId, String why) {
    super(ErrorCode.TASK_IN_USE, "Task %s was not deleted: %s".formatted(taskId, why));
  }
}
