package org.espalier.api.problem;

import java.util.List;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.wire.Problem;

/** A request is refused before its body is looked into: its form, size or parameters are wrong. */
public class RequestRefusedException extends EspalierException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem.Fault> faults;

  public RequestRefusedException(ErrorCode code, String message) {
    super(code, message);
    this.faults = List.of();
  }

  /** For parameters or headers at fault. */
  public RequestRefusedException(List<Problem.Fault> faults) {
    super(
        ErrorCode.INVALID_REQUEST,
        faults.size() == 1
            ? faults.get(0).detail()
            : "%d parameters of the request are wrong.".formatted(faults.size()));
    this.faults = List.copyOf(faults);
  }

  /** The parameters or headers at fault; empty when it is something else. */
  public List<Problem.Fault> faults() {
    return faults;
  }
}
