package org.espalier.engine.approval;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.field.FieldReader;

/** Somebody may not answer this question. */
public class NotAnApproverException extends EspalierException {
  private static final long serialVersionUID = 1L;

  NotAnApproverException(UUID id, String name) {
    super(
        ErrorCode.NOT_AN_APPROVER,
        "'%s' is not one of the approvers of approval %s."
            .formatted(FieldReader.shorten(name), id));
  }
}
