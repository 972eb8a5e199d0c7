package org.espalier.api.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.espalier.api.door.RefusalForm;
import org.espalier.wire.Problem;

/** Calls from outside that are not let in are answered as those that are refused. Stateless. */
@ApplicationScoped
public class TriggerRefusalForm implements RefusalForm {
  /** For the container. */
  public TriggerRefusalForm() {}

  @Override
  public boolean isFor(HttpServletRequest request) {
    return request.getServletPath().equals(TriggerServlet.PATH);
  }

  @Override
  public void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String rest = Optional.ofNullable(request.getPathInfo()).orElse("/");
    TriggerServlet.refuse(response, problem, rest.substring(1));
  }
}
