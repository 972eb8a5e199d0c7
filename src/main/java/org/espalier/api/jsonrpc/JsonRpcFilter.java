package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.espalier.api.problem.Problems;
import org.espalier.json.Json;

/**
 * Serves calls by JSON-RPC. A filter, because {@code /} is the path of pages too: a GET of it is
 * passed on.
 */
@WebFilter(
    urlPatterns = "/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class JsonRpcFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String METHODS_PATH = "/tasks/methods";

  @Inject transient RpcEndpoint endpoint;
  @Inject transient RpcEvents events;
  @Inject transient MethodDescriptions descriptions;

  /** For the container, which sets the fields. */
  public JsonRpcFilter() {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = RpcPath.text(request);
    Optional<RpcPath> called = RpcPath.of(path);
    String verb = request.getMethod();
    if (path.equals(METHODS_PATH) && verb.equals("GET")) {
      write(response, HttpServletResponse.SC_OK, descriptions.json());
    } else if (called.isEmpty()) {
      chain.doFilter(request, response);
    } else if (verb.equals("POST")) {
      serve(request, response, called.get());
    } else if (verb.equals("OPTIONS")) {
      response.setStatus(HttpStatus.NO_CONTENT);
      response.setHeader("Allow", "POST, OPTIONS");
    } else if (isOfPage(verb, called.get())) {
      chain.doFilter(request, response);
    } else {
      response.setHeader("Allow", "POST, OPTIONS");
      write(
          response,
          HttpStatus.METHOD_NOT_ALLOWED,
          RpcEndpoint.refusal(
              null, RpcError.of(RpcCode.INVALID_REQUEST, "Calls are sent by POST."), called.get()));
    }
  }

  private static boolean isOfPage(String verb, RpcPath path) {
    return path == RpcPath.ROOT && (verb.equals("GET") || verb.equals("HEAD"));
  }

  private void serve(HttpServletRequest request, HttpServletResponse response, RpcPath path)
      throws IOException {
    byte[] body = request.getInputStream().readAllBytes();
    RpcEndpoint.Answer answer = endpoint.answer(body, path);
    if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
    }
    if (answer.events().isPresent()) {
      events.stream(answer.body().orElseThrow(), answer.events().get(), request, response);
    } else if (answer.body().isPresent()) {
      write(response, answer.status(), answer.body().get());
    } else {
      response.setStatus(HttpStatus.NO_CONTENT);
    }
  }

  static void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
