package org.espalier.api.jsonrpc;

/** Error codes of JSON-RPC 2.0 (section 5.1) and of the AI Partner Up Flow Protocol 1.0. */
public enum RpcCode {
  PARSE_ERROR(-32700, "Parse error"),
  INVALID_REQUEST(-32600, "Invalid Request"),
  METHOD_NOT_FOUND(-32601, "Method not found"),
  INVALID_PARAMS(-32602, "Invalid params"),
  INTERNAL_ERROR(-32603, "Internal error"),
  /** Cannot be done on this server, or not just now. */
  SERVER_ERROR(-32000, "Server error"),
  TASK_NOT_FOUND(-32001, "Task not found"),
  CIRCULAR_DEPENDENCY(-32002, "Circular dependency"),
  EXECUTOR_NOT_FOUND(-32003, "Executor not found"),
  UNAUTHORIZED(-32004, "Unauthorized"),
  INVALID_TASK_SCHEMA(-32005, "Invalid task schema"),
  INVALID_STATE_TRANSITION(-32006, "Invalid state transition"),
  DEPENDENCY_NOT_SATISFIED(-32007, "Dependency not satisfied"),
  TASK_ALREADY_EXECUTING(-32008, "Task already executing"),
  CANNOT_DELETE_TASK(-32009, "Cannot delete task"),
  INVALID_PARENT(-32010, "Invalid parent reference"),
  INVALID_DEPENDENCY(-32011, "Invalid dependency reference"),
  TREE_VALIDATION_FAILED(-32012, "Task tree validation failed");

  private final int number;
  private final String title;

  RpcCode(int number, String title) {
    this.number = number;
    this.title = title;
  }

  int number() {
    return number;
  }

  /** A few words, the same for every error of the code. */
  String title() {
    return title;
  }

  /** Whether JSON-RPC itself gives the code and its words. */
  boolean isOfJsonRpc() {
    return number <= -32600;
  }
}
