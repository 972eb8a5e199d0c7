package org.espalier.executor.docker;

import java.io.IOException;

/** The engine answered, and refused. */
final class DockerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** The status code of the answer, 500 for an error inside a stream; the engine's own words. */
  DockerException(int status, String message) {
    super(message);
    this.status = status;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  int status() {
    return status;
  }

  boolean isNotFound() {
    return status == 404;
  }
}
