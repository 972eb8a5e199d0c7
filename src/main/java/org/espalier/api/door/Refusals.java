package org.espalier.api.door;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.espalier.EspalierException;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;
import org.espalier.wire.Problem;

/** Answers what is not let in: in the form of its protocol, else as a problem. Thread-safe. */
@ApplicationScoped
public class Refusals {
  private static final int UNAVAILABLE = 503;

  @Inject @Any Instance<RefusalForm> forms;

  /** For the container, which sets the fields. */
  public Refusals() {}

  /** Answers, and ends the connection: what follows on it was never looked at. */
  public void write(EspalierException why, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem = Problems.of(why, request.getRequestURI());
    response.setStatus(problem.status());
    response.setHeader("Connection", "close");
    response.setHeader("Cache-Control", "no-store");
    if (problem.status() == UNAVAILABLE) {
      response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
    }
    for (RefusalForm form : forms) {
      if (form.isFor(request)) {
        form.write(problem, request, response);
        return;
      }
    }
    byte[] body = Json.write(Json.valueOf(problem)).getBytes(StandardCharsets.UTF_8);
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
