package org.espalier.api.http;

import jakarta.servlet.http.HttpServletRequest;

/** The path of a request below the application's, decoded, as the container maps it. */
public final class MappedPath {
  private MappedPath() {}

  public static String of(HttpServletRequest request) {
    String rest = request.getPathInfo();
    return rest == null ? request.getServletPath() : request.getServletPath() + rest;
  }
}
