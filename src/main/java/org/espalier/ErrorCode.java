package org.espalier;

import java.util.Locale;

/**
 * What went wrong, in one stable word a program can test for.
 *
 * <p>The wire form is the lower-case name ({@link #word()}); it is part of the HTTP contract and
 * never changes its meaning.
 */
public enum ErrorCode {
  /**
   * The body is not JSON, or is JSON that no reader should accept (duplicate keys, absurd depth).
   */
  MALFORMED_JSON,
  /** The body is larger than the server accepts. */
  BODY_TOO_LARGE,
  /** A submission has faults; each is listed with a JSON pointer. */
  INVALID_TREE,
  /** A request parameter or field is wrong; each fault is listed. */
  INVALID_REQUEST,
  /** No tree with this id. */
  TREE_NOT_FOUND,
  /** The tree of an earlier submission with this idempotency key was deleted since. */
  TREE_DELETED,
  /** No task with this id. */
  TASK_NOT_FOUND,
  /** No run with this id. */
  RUN_NOT_FOUND,
  /** No question to a person with this id. */
  APPROVAL_NOT_FOUND,
  /** No executor of this kind. */
  EXECUTOR_NOT_FOUND,
  /** No such path. */
  NOT_FOUND,
  /** The path exists, the verb does not. */
  METHOD_NOT_ALLOWED,
  /** The tree is being run; the running run's id is given. */
  RUN_ACTIVE,
  /** The run is in a state in which this cannot be done. */
  RUN_STATE,
  /** The question is not open any more: who decided it, and when, is given. */
  APPROVAL_STATE,
  /** The caller is not one of those who may decide. */
  NOT_AN_APPROVER,
  /** Nothing to run: no task of the tree is in the asked-for scope. */
  NOTHING_TO_RUN,
  /** The schedule is in a state in which this cannot be done. */
  SCHEDULE_STATE,
  /** The task cannot be deleted while others hang on it. */
  TASK_IN_USE,
  /** An id of the submission is already taken by a stored task. */
  ID_TAKEN,
  /** Somebody else changed the same thing in the meantime. */
  CONFLICT,
  /** The same idempotency key came with another body. */
  IDEMPOTENCY_KEY_REUSED,
  /** The request's content type is not one the path reads. */
  UNSUPPORTED_MEDIA_TYPE,
  /** The body did not come in to its end, or not in time. */
  BODY_UNFINISHED,
  /** The request is for a host that this node is not. */
  UNKNOWN_HOST,
  /** A page of another origin asked for something that changes what is here. */
  FOREIGN_ORIGIN,
  /** The answer cannot be given in a type the request accepts. */
  NOT_ACCEPTABLE,
  /** Calls from outside that start runs are not accepted here. */
  WEBHOOK_OFF,
  /** Such a call came from an address it may not come from. */
  WEBHOOK_ADDRESS,
  /** Such a call is not signed, not signed right, or too old. */
  WEBHOOK_SIGNATURE,
  /** Such a call was accepted before. */
  WEBHOOK_REPLAYED,
  /** Too many such calls came from one address. */
  WEBHOOK_RATE,
  /** Nobody knows who calls: no key, or one that is not taken. */
  UNAUTHENTICATED,
  /** The caller may not do this. */
  FORBIDDEN,
  /** No API key with this id. */
  API_KEY_NOT_FOUND,
  /** The server cannot serve this just now; try again. */
  UNAVAILABLE,
  /** The database has a newer schema than this version of Espalier knows. */
  SCHEMA_TOO_NEW,
  /** A configuration value is missing or out of its range. */
  INVALID_SETTING,
  /** A fault of Espalier's own; the log has the details under the given reference. */
  INTERNAL;

  /** The word used on the wire: {@code invalid_tree}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
