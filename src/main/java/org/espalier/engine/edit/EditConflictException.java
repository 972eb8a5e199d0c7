package org.espalier.engine.edit;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** Somebody else changed a task while it was being edited. */
public class EditConflictException extends EspalierException {
  private static final long serialVersionUID = 1L;

  EditConflictException(UUID taskId) {
    super(ErrorCode.CONFLICT, sentence(taskId));
  }

  EditConflictException(UUID taskId, Throwable cause) {
    super(ErrorCode.CONFLICT, sentence(taskId), cause);
  }

  private static String sentence(UUID taskId) {
    return "Task %s was changed by somebody else in the meantime; read it and try again."
        .formatted(taskId);
  }
}
