package org.espalier.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as {@code application/problem+json} (RFC 9457).
 *
 * @param type {@code urn:espalier:problem:<code>}
 * @param title a few words, the same for every problem of this code
 * @param status the HTTP status
 * @param detail one sentence: what happened, to what, what to do
 * @param instance the path that was asked for
 * @param code one stable word a program can test for
 * @param errors the single faults, where there are several to report
 * @param runId the run that stands in the way
 * @param reference what to look for in the server's log
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @Nullable String instance,
    String code,
    List<Fault> errors,
    @Nullable UUID runId,
    @Nullable String reference) {

  /** Media type of a problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
  }

  /**
   * One fault of a request.
   *
   * @param pointer JSON pointer (RFC 6901) into the body, empty for the whole of it; null when the
   *     fault is not in the body
   * @param parameter name of the query parameter or header at fault; null when it is in the body
   * @param code one stable word
   * @param detail one sentence
   * @param expected what would have been right, in a few words, where the sentence says so
   * @param actual what was given instead, in a few words
   * @param cycle the names of tasks that wait for each other, the first again at the end
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Fault(
      @Nullable String pointer,
      @Nullable String parameter,
      String code,
      String detail,
      @Nullable String expected,
      @Nullable String actual,
      @Nullable List<String> cycle) {

    /** A fault in the body. */
    public static Fault at(String pointer, String code, String detail) {
      return new Fault(pointer, null, code, detail, null, null, null);
    }

    /** A fault of a query parameter or header. */
    public static Fault of(String parameter, String code, String detail) {
      return new Fault(null, parameter, code, detail, null, null, null);
    }

    /** A query parameter that has another value than expected. */
    public static Fault of(String parameter, String code, String expected, String actual) {
      String detail = "'%s': expected %s, got %s.".formatted(parameter, expected, actual);
      return new Fault(null, parameter, code, detail, expected, actual, null);
    }
  }
}
