package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.ErrorCode;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;
import org.espalier.wire.Problem;
import org.jspecify.annotations.Nullable;

/** Turns whatever a method threw into an error object. */
public final class RpcErrors {
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int OK = 200;
  private static final int INTERNAL_SERVER_ERROR = 500;
  private static final Pattern EXPECTATION =
      Pattern.compile(".*expected (?<expected>.+), got (?<actual>.+)\\.", Pattern.DOTALL);
  private static final Pattern CYCLE = Pattern.compile(".*: (?<cycle>.+ -> .+)\\.");

  /** What kind of fault a code of ours is to the protocol; what is not here are wrong params. */
  private static final Map<String, RpcCode> FAULTS =
      Map.ofEntries(
          Map.entry("dependency_cycle", RpcCode.CIRCULAR_DEPENDENCY),
          Map.entry("unknown_executor", RpcCode.EXECUTOR_NOT_FOUND),
          Map.entry("unknown_parent", RpcCode.INVALID_PARENT),
          Map.entry("unknown_dependency", RpcCode.INVALID_DEPENDENCY),
          Map.entry("no_root", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("several_roots", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("parent_cycle", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("too_deep", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("too_many_tasks", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("duplicate_id", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("duplicate_name", RpcCode.TREE_VALIDATION_FAILED),
          Map.entry("inputs_schema", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("unknown_input", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("invalid_input", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("params_schema", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("schema_invalid", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("provenance", RpcCode.INVALID_TASK_SCHEMA),
          Map.entry("transition", RpcCode.INVALID_STATE_TRANSITION),
          Map.entry("frozen", RpcCode.INVALID_STATE_TRANSITION),
          Map.entry("not_completed", RpcCode.INVALID_STATE_TRANSITION),
          Map.entry("dependency_not_satisfied", RpcCode.DEPENDENCY_NOT_SATISFIED));

  private RpcErrors() {}

  /** An error and the status of HTTP that goes with it: 200 for everything a caller can help. */
  public record Failure(int status, RpcError error) {}

  public static Failure of(RuntimeException failure, String path) {
    if (failure instanceof RpcException known) {
      return new Failure(OK, known.error());
    }
    Problem problem = Problems.of(failure, path);
    ErrorCode code = ErrorCode.valueOf(problem.code().toUpperCase(Locale.ROOT));
    return new Failure(status(code), error(code, problem));
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
          NOT_ACCEPTABLE,
          WEBHOOK_OFF,
          WEBHOOK_ADDRESS,
          WEBHOOK_SIGNATURE,
          WEBHOOK_REPLAYED,
          WEBHOOK_RATE ->
          OK;
    };
  }

  private static RpcCode code(ErrorCode code) {
    return switch (code) {
      case MALFORMED_JSON -> RpcCode.PARSE_ERROR;
      case BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, NOT_ACCEPTABLE, METHOD_NOT_ALLOWED ->
          RpcCode.INVALID_REQUEST;
      case INVALID_TREE, INVALID_REQUEST, ID_TAKEN, IDEMPOTENCY_KEY_REUSED ->
          RpcCode.INVALID_PARAMS;
      case TREE_NOT_FOUND,
          TREE_DELETED,
          TASK_NOT_FOUND,
          RUN_NOT_FOUND,
          APPROVAL_NOT_FOUND,
          NOT_FOUND ->
          RpcCode.TASK_NOT_FOUND;
      case EXECUTOR_NOT_FOUND -> RpcCode.EXECUTOR_NOT_FOUND;
      case RUN_ACTIVE -> RpcCode.TASK_ALREADY_EXECUTING;
      case RUN_STATE, SCHEDULE_STATE, APPROVAL_STATE, NOTHING_TO_RUN ->
          RpcCode.INVALID_STATE_TRANSITION;
      case TASK_IN_USE -> RpcCode.CANNOT_DELETE_TASK;
      case NOT_AN_APPROVER, WEBHOOK_ADDRESS, WEBHOOK_SIGNATURE, WEBHOOK_REPLAYED ->
          RpcCode.UNAUTHORIZED;
      case CONFLICT, UNAVAILABLE, SCHEMA_TOO_NEW, WEBHOOK_OFF, WEBHOOK_RATE -> RpcCode.SERVER_ERROR;
      case INVALID_SETTING, INTERNAL -> RpcCode.INTERNAL_ERROR;
    };
  }

  private static RpcError error(ErrorCode code, Problem problem) {
    List<Problem.Fault> faults = problem.errors();
    if (faults.isEmpty()) {
      return RpcError.of(code(code), problem.detail());
    }
    RpcCode first = FAULTS.getOrDefault(faults.get(0).code(), code(code));
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
    String field = path.substring(path.lastIndexOf('/') + 1);
    if (!field.isEmpty()) {
      details.put("field", field).put("path", path);
    }
    details.put("reason", fault.detail()).put("code", fault.code());
    Matcher expectation = EXPECTATION.matcher(fault.detail());
    if (expectation.matches()) {
      details.put("expected", expectation.group("expected"));
      details.put("actual", expectation.group("actual"));
    }
    Matcher cycle = CYCLE.matcher(fault.detail());
    if (fault.code().equals("dependency_cycle") && cycle.matches()) {
      ArrayNode tasks = details.putArray("cycle");
      List.of(cycle.group("cycle").split(" -> ")).forEach(tasks::add);
    }
    return details;
  }

  /** What the reference implementation says, where its clients may look for it. */
  private static String text(Problem.Fault fault) {
    return switch (fault.code()) {
      case "no_root" -> "No root task found. " + fault.detail();
      case "several_roots" -> "Multiple root tasks found. " + fault.detail();
      case "dependency_cycle" -> "Circular dependency detected. " + fault.detail();
      default -> fault.detail();
    };
  }
}
