package org.espalier.api.jsonrpc;

/** Statuses of HTTP (RFC 9110, section 15). */
final class HttpStatus {
  static final int NO_CONTENT = 204;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int SERVICE_UNAVAILABLE = 503;

  private HttpStatus() {}
}
