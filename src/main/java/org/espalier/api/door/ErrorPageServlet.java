package org.espalier.api.door;

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
 * Says as a problem what the container would say with a page of its own: that there is nothing at a
 * path, or that something failed. The pages that a server adds to every application are closed by
 * {@code server-config}, and count as nothing. Declared as the error page in {@code web.xml}.
 */
@WebServlet(urlPatterns = "/errors/page", asyncSupported = true)
public class ErrorPageServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** For the container. */
  public ErrorPageServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AnswerMarks.set(response);
    Problem problem = problem(request);
    byte[] body = Json.write(Json.valueOf(problem)).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setContentType(Problem.MEDIA_TYPE);
    if (problem.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", "GET, HEAD, OPTIONS");
    } else if (problem.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static Problem problem(HttpServletRequest request) {
    Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    String path = asked instanceof String text ? text : request.getRequestURI();
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
      return Problems.of(failure, path);
    }
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    return switch (status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND) {
      case 404 -> nothing(path);
      case 403 -> request.getMethod().equals("GET") ? nothing(path) : notAllowed(path);
      case 405, 501 -> notAllowed(path);
      case 500, 502, 503, 504 ->
          Problems.of(ErrorCode.UNAVAILABLE, "Espalier cannot serve this just now.", path);
      default -> Problems.of(ErrorCode.INVALID_REQUEST, "The request cannot be understood.", path);
    };
  }

  private static Problem nothing(String path) {
    return Problems.of(ErrorCode.NOT_FOUND, "There is nothing at this path.", path);
  }

  private static Problem notAllowed(String path) {
    return Problems.of(ErrorCode.METHOD_NOT_ALLOWED, "This path does not know this method.", path);
  }
}
