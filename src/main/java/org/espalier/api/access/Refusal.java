package org.espalier.api.access;

import org.espalier.wire.Problem;

/**
 * What a call by JSON-RPC hears that does not get in. Its id is not known: the body was not read.
 *
 * @param jsonrpc always 2.0
 * @param error what is wrong
 * @param id always null
 */
record Refusal(String jsonrpc, Error error, @org.jspecify.annotations.Nullable String id) {
  private static final int UNAUTHORIZED = -32004;
  private static final int SERVER_ERROR = -32000;

  /** The error object; {@code data} is for people. */
  record Error(int code, String message, String data) {}

  static Refusal ofCall(Problem problem) {
    boolean isCallers = problem.status() < 500;
    return new Refusal(
        "2.0",
        new Error(
            isCallers ? UNAUTHORIZED : SERVER_ERROR,
            (isCallers ? "Unauthorized: " : "Server error: ") + problem.detail(),
            problem.detail()),
        null);
  }
}
