package org.espalier.api.problem;

import org.espalier.ErrorCode;

/**
 * How a code looks in HTTP.
 *
 * @param status the HTTP status
 * @param title a few words, the same for every problem of the code
 */
public record ProblemKind(int status, String title) {

  /** The HTTP side of a code. */
  public static ProblemKind of(ErrorCode code) {
    return switch (code) {
      case MALFORMED_JSON -> new ProblemKind(400, "Malformed JSON");
      case BODY_TOO_LARGE -> new ProblemKind(413, "Body too large");
      case INVALID_TREE -> new ProblemKind(400, "Invalid tree");
      case INVALID_REQUEST -> new ProblemKind(400, "Invalid request");
      case TREE_NOT_FOUND -> new ProblemKind(404, "No such tree");
      case TREE_DELETED -> new ProblemKind(410, "Tree deleted");
      case TASK_NOT_FOUND -> new ProblemKind(404, "No such task");
      case RUN_NOT_FOUND -> new ProblemKind(404, "No such run");
      case APPROVAL_NOT_FOUND -> new ProblemKind(404, "No such approval");
      case APPROVAL_STATE -> new ProblemKind(409, "Not open any more");
      case NOT_AN_APPROVER -> new ProblemKind(403, "Not an approver");
      case EXECUTOR_NOT_FOUND -> new ProblemKind(404, "No such executor");
      case NOT_FOUND -> new ProblemKind(404, "No such path");
      case METHOD_NOT_ALLOWED -> new ProblemKind(405, "Method not allowed");
      case RUN_ACTIVE -> new ProblemKind(409, "The tree is being run");
      case RUN_STATE -> new ProblemKind(409, "Not in this state of the run");
      case NOTHING_TO_RUN -> new ProblemKind(409, "Nothing to run");
      case SCHEDULE_STATE -> new ProblemKind(409, "Not in this state of the schedule");
      case TASK_IN_USE -> new ProblemKind(409, "Others hang on the task");
      case ID_TAKEN -> new ProblemKind(409, "Id taken");
      case CONFLICT -> new ProblemKind(409, "Changed in the meantime");
      case IDEMPOTENCY_KEY_REUSED -> new ProblemKind(422, "Idempotency key reused");
      case UNSUPPORTED_MEDIA_TYPE -> new ProblemKind(415, "Unsupported media type");
      case BODY_UNFINISHED -> new ProblemKind(408, "Body unfinished");
      case UNKNOWN_HOST -> new ProblemKind(421, "Misdirected request");
      case FOREIGN_ORIGIN -> new ProblemKind(403, "Not from this page");
      case NOT_ACCEPTABLE -> new ProblemKind(406, "Not acceptable");
      case WEBHOOK_OFF -> new ProblemKind(404, "Webhooks are off");
      case WEBHOOK_ADDRESS -> new ProblemKind(403, "Not from this address");
      case WEBHOOK_SIGNATURE -> new ProblemKind(401, "Not signed");
      case WEBHOOK_REPLAYED -> new ProblemKind(409, "Accepted before");
      case WEBHOOK_RATE -> new ProblemKind(429, "Too many calls");
      case UNAUTHENTICATED -> new ProblemKind(401, "Not known");
      case FORBIDDEN -> new ProblemKind(403, "Not permitted");
      case API_KEY_NOT_FOUND -> new ProblemKind(404, "No such API key");
      case UNAVAILABLE -> new ProblemKind(503, "Unavailable");
      case SCHEMA_TOO_NEW -> new ProblemKind(503, "Schema too new");
      case INVALID_SETTING -> new ProblemKind(500, "Invalid setting");
      case INTERNAL -> new ProblemKind(500, "Internal error");
    };
  }
}
