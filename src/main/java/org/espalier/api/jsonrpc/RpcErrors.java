package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.ErrorCode;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;
import org.espalier.json.field.ViolationCode;
import org.espalier.wire.Problem;
import org.jspecify.annotations.Nullable;

/** Turns whatever a method threw into an error object. */
public final class RpcErrors {
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int OK = 200;
  private static final int INTERNAL_SERVER_ERROR = 500;
  private static final Pattern LAST_NAME =
      Pattern.compile("(.*/)?(?<name>[^/]*[^/0-9][^/]*)(/\\d+)*");

  private RpcErrors() {}

  /** An error and the status of HTTP that goes with it: 200 for everything a caller can help. */
  public record Failure(int status, RpcError error) {}

  public static Failure of(RuntimeException failure, String path) {
    if (failure instanceof RpcException known) {
      return new Failure(OK, known.error());
    }
    Problem problem = Problems.of(failure, path);
    ErrorCode code = errorCode(problem);
    return new Failure(status(code), error(code, problem));
  }

  /** What the protocol calls a problem that has no faults of its own. */
  static RpcCode codeOf(Problem problem) {
    return code(errorCode(problem));
  }

  private static ErrorCode errorCode(Problem problem) {
    return ErrorCode.valueOf(problem.code().toUpperCase(Locale.ROOT));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case UNAVAILABLE, SCHEMA_TOO_NEW -> SERVICE_UNAVAILABLE;
      case INTERNAL, INVALID_SETTING -> INTERNAL_SERVER_ERROR;
      case MALFORMED_JSON,
          BODY_TOO_LARGE,
          INVALID_TREE,
          INVALID_REQUEST,
          TREE_NOT_FOUND,
          TREE_DELETED,
          TASK_NOT_FOUND,
          RUN_NOT_FOUND,
          APPROVAL_NOT_FOUND,
          APPROVAL_STATE,
          NOT_AN_APPROVER,
          EXECUTOR_NOT_FOUND,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          RUN_ACTIVE,
          RUN_STATE,
          SCHEDULE_STATE,
          NOTHING_TO_RUN,
          TASK_IN_USE,
          ID_TAKEN,
          CONFLICT,
          IDEMPOTENCY_KEY_REUSED,
          UNSUPPORTED_MEDIA_TYPE,
          BODY_UNFINISHED,
          UNKNOWN_HOST,
          FOREIGN_ORIGIN,
          NOT_ACCEPTABLE,
          WEBHOOK_OFF,
          WEBHOOK_ADDRESS,
          WEBHOOK_SIGNATURE,
          WEBHOOK_REPLAYED,
          WEBHOOK_RATE,
          UNAUTHENTICATED,
          FORBIDDEN,
          API_KEY_NOT_FOUND ->
          OK;
    };
  }

  private static RpcCode code(ErrorCode code) {
    return switch (code) {
      case MALFORMED_JSON -> RpcCode.PARSE_ERROR;
      case BODY_TOO_LARGE,
          UNSUPPORTED_MEDIA_TYPE,
          BODY_UNFINISHED,
          UNKNOWN_HOST,
          NOT_ACCEPTABLE,
          METHOD_NOT_ALLOWED ->
          RpcCode.INVALID_REQUEST;
      case INVALID_TREE, INVALID_REQUEST, ID_TAKEN, IDEMPOTENCY_KEY_REUSED ->
          RpcCode.INVALID_PARAMS;
      case TREE_NOT_FOUND,
          TREE_DELETED,
          TASK_NOT_FOUND,
          RUN_NOT_FOUND,
          APPROVAL_NOT_FOUND,
          API_KEY_NOT_FOUND,
          NOT_FOUND ->
          RpcCode.TASK_NOT_FOUND;
      case EXECUTOR_NOT_FOUND -> RpcCode.EXECUTOR_NOT_FOUND;
      case RUN_ACTIVE -> RpcCode.TASK_ALREADY_EXECUTING;
      case RUN_STATE, SCHEDULE_STATE, APPROVAL_STATE, NOTHING_TO_RUN ->
          RpcCode.INVALID_STATE_TRANSITION;
      case TASK_IN_USE -> RpcCode.CANNOT_DELETE_TASK;
      case NOT_AN_APPROVER,
          FOREIGN_ORIGIN,
          WEBHOOK_ADDRESS,
          WEBHOOK_SIGNATURE,
          WEBHOOK_REPLAYED,
          UNAUTHENTICATED,
          FORBIDDEN ->
          RpcCode.UNAUTHORIZED;
      case CONFLICT, UNAVAILABLE, SCHEMA_TOO_NEW, WEBHOOK_OFF, WEBHOOK_RATE -> RpcCode.SERVER_ERROR;
      case INVALID_SETTING, INTERNAL -> RpcCode.INTERNAL_ERROR;
    };
  }

  /** What kind of fault a violation is to the protocol; empty for what are just wrong params. */
  private static Optional<RpcCode> code(ViolationCode code) {
    return switch (code) {
      case DEPENDENCY_CYCLE -> Optional.of(RpcCode.CIRCULAR_DEPENDENCY);
      case UNKNOWN_EXECUTOR -> Optional.of(RpcCode.EXECUTOR_NOT_FOUND);
      case UNKNOWN_PARENT -> Optional.of(RpcCode.INVALID_PARENT);
      case UNKNOWN_DEPENDENCY -> Optional.of(RpcCode.INVALID_DEPENDENCY);
      case NO_ROOT,
          SEVERAL_ROOTS,
          PARENT_CYCLE,
          TOO_DEEP,
          TOO_MANY_TASKS,
          DUPLICATE_ID,
          DUPLICATE_NAME ->
          Optional.of(RpcCode.TREE_VALIDATION_FAILED);
      case INPUTS_SCHEMA, PARAMS_SCHEMA, SCHEMA_INVALID, PROVENANCE, UNKNOWN_INPUT, INVALID_INPUT ->
          Optional.of(RpcCode.INVALID_TASK_SCHEMA);
      case EXECUTOR_NOT_GRANTED -> Optional.of(RpcCode.UNAUTHORIZED);
      case TRANSITION, FROZEN, NOT_COMPLETED -> Optional.of(RpcCode.INVALID_STATE_TRANSITION);
      case DEPENDENCY_NOT_SATISFIED -> Optional.of(RpcCode.DEPENDENCY_NOT_SATISFIED);
      case CHARACTERS,
          EXECUTOR_BY_REFERENCE,
          HEADER,
          INVALID_FORM,
          INVALID_PARAMETER,
          LENGTH,
          MADE_BY_FOREACH,
          MALFORMED,
          NEVER_DUE,
          NOT_APPLICABLE,
          NOT_IN_TEMPLATE,
          NOT_PENDING,
          NOT_THE_CALLER,
          RANGE,
          READ_ONLY,
          REQUIRED,
          SECRET_IN_LIST,
          SECRET_NAME,
          TOO_LARGE,
          TOO_MANY_TREES,
          TYPE,
          UNCLOSED_REFERENCE,
          UNKNOWN_FIELD,
          UNKNOWN_REFERENCE,
          UNKNOWN_TASK,
          URL ->
          Optional.empty();
    };
  }

  private static RpcError error(ErrorCode code, Problem problem) {
    List<Problem.Fault> faults = problem.errors();
    if (faults.isEmpty()) {
      return RpcError.of(code(code), problem.detail());
    }
    RpcCode first =
        ViolationCode.find(faults.get(0).code()).flatMap(RpcErrors::code).orElse(code(code));
    String text = faults.stream().map(RpcErrors::text).collect(Collectors.joining("\n"));
    ObjectNode details = details(faults.get(0));
    if (faults.size() > 1) {
      ArrayNode all = details.putArray("errors");
      faults.forEach(fault -> all.add(details(fault)));
    }
    return new RpcError(first, text, details);
  }

  private static ObjectNode details(Problem.Fault fault) {
    @Nullable String pointer = fault.pointer();
    String path = pointer == null ? String.valueOf(fault.parameter()) : pointer;
    ObjectNode details = Json.object();
    String field = field(path);
    if (!field.isEmpty()) {
      details.put("field", field);
    }
    if (!path.isEmpty()) {
      details.put("path", path);
    }
    details.put("reason", fault.detail()).put("code", fault.code());
    if (fault.expected() != null) {
      details.put("expected", fault.expected()).put("actual", fault.actual());
    }
    if (fault.cycle() != null) {
      ArrayNode tasks = details.putArray("cycle");
      fault.cycle().forEach(tasks::add);
    }
    return details;
  }

  /** The last name of a path: of an element of a list that of the list. */
  private static String field(String path) {
    Matcher names = LAST_NAME.matcher(path);
    return names.matches() ? names.group("name") : "";
  }

  /** What the reference implementation says, where its clients may look for it. */
  private static String text(Problem.Fault fault) {
    String opening =
        ViolationCode.find(fault.code())
            .map(
                code ->
                    switch (code) {
                      case NO_ROOT -> "No root task found. ";
                      case SEVERAL_ROOTS -> "Multiple root tasks found. ";
                      case DEPENDENCY_CYCLE -> "Circular dependency detected. ";
                      default -> "";
                    })
            .orElse("");
    return opening + fault.detail();
  }
}
