package org.espalier.engine.schedule;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The schedule of a task is in a state in which this cannot be done with it. */
public class ScheduleStateException extends EspalierException {
  private static final long serialVersionUID = 1L;

  /** The message begins with the task. */
  ScheduleStateException(UUID taskId, String problem) {
    super(ErrorCode.SCHEDULE_STATE, "Task %s %s".formatted(taskId, problem));
  }
}
