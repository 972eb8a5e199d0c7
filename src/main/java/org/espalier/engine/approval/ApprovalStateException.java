package org.espalier.engine.approval;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** A question can be answered no more. */
public class ApprovalStateException extends EspalierException {
  private static final long serialVersionUID = 1L;

  ApprovalStateException(UUID id, String story) {
    super(ErrorCode.APPROVAL_STATE, "Approval %s %s; it is decided once.".formatted(id, story));
  }
}
