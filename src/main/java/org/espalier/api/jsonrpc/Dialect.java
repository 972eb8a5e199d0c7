package org.espalier.api.jsonrpc;

/** Which of the two forms of answers a caller gets. */
public enum Dialect {
  /** Those of the reference implementation, at {@code /tasks} and {@code /system}. */
  SOURCE,
  /** Those of the protocol's text, at {@code /}. */
  PROTOCOL
}
