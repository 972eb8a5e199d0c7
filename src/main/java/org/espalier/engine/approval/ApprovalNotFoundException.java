package org.espalier.engine.approval;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.field.FieldReader;

/** There is no question with this id. */
public class ApprovalNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public ApprovalNotFoundException(String text) {
    super(
        ErrorCode.APPROVAL_NOT_FOUND,
        "There is no approval '%s'.".formatted(FieldReader.shorten(text)));
  }
}
