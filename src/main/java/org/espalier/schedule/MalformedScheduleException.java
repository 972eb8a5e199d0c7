package org.espalier.schedule;

import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.Excerpt;

/** An expression is none of its type; the message says what was expected and what was given. */
public class MalformedScheduleException extends EspalierException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 60;

  private final String problem;

  MalformedScheduleException(String expected, String given) {
    this("expected %s, got '%s'".formatted(expected, shown(given)));
  }

  private MalformedScheduleException(String problem) {
    super(ErrorCode.INVALID_REQUEST, "The schedule is malformed: " + problem + ".");
    this.problem = problem;
  }

  /** What was expected and given, as the end of a sentence. */
  public String problem() {
    return problem;
  }

  private static String shown(String given) {
    String visible = given.replaceAll("\\p{Cntrl}", "?");
    return Excerpt.of(visible, MAX_SHOWN);
  }
}
