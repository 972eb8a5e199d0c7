package org.espalier.api.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.espalier.ErrorCode;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;
import org.espalier.wire.Problem;

/**
 * Says as a problem that there is nothing at a path, where the container would answer with a page
 * of its own. Declared as the error page for 404 in {@code web.xml}.
 */
@WebServlet(urlPatterns = "/errors/not-found")
public class NothingHereServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** For the container. */
  public NothingHereServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String path = asked instanceof String text ? text : request.getRequestURI();
    Problem problem = Problems.of(ErrorCode.NOT_FOUND, "There is nothing at this path.", path);
    byte[] body = Json.write(Json.valueOf(problem)).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
