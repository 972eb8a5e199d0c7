package org.espalier.api.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.wire.Problem;

/** How a protocol says that a request is refused before it saw it. A CDI bean; thread-safe. */
public interface RefusalForm {
  /** Whether a request is one of the protocol's. */
  boolean isFor(HttpServletRequest request);

  /** Writes type and body of an answer whose status and other headers are set. */
  void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException;
}
