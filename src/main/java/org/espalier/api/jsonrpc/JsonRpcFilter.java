package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
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
import java.util.Optional;
import org.espalier.api.http.LargeReads;
import org.espalier.api.http.MappedPath;
import org.espalier.api.http.ServedVersion;
import org.espalier.api.problem.Problems;
import org.espalier.api.problem.RequestRefusedException;
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
  private static final int TELLABLE_BYTES = 64 << 10;
  private static final String METHODS_PATH = "/tasks/methods";

  @Inject transient RpcEndpoint endpoint;
  @Inject transient RpcEvents events;
  @Inject transient MethodDescriptions descriptions;
  @Inject transient LargeReads turns;
  @Inject transient ServedVersion version;

  /** For the container, which sets the fields. */
  public JsonRpcFilter() {}

  @Override
  public void init() {
    version.read(getServletContext());
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = MappedPath.of(request);
    Optional<RpcPath> called = RpcPath.of(path);
    String verb = request.getMethod();
    if (path.equals(METHODS_PATH) && verb.equals("GET")) {
      write(response, HttpServletResponse.SC_OK, descriptions.json(), RpcPath.TASKS);
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
    RpcEndpoint.Answer answer = answer(body, path);
    if (answer.status() == HttpStatus.SERVICE_UNAVAILABLE) {
      askToComeAgain(response);
    }
    if (answer.events().isPresent()) {
      events.stream(answer.body().orElseThrow(), answer.events().get(), request, response);
    } else if (answer.body().isPresent()) {
      write(response, answer.status(), answer.body().get(), path);
    } else {
      response.setStatus(HttpStatus.NO_CONTENT);
    }
  }

  /** Large bodies take turns. */
  private RpcEndpoint.Answer answer(byte[] body, RpcPath path) {
    LargeReads.Turn turn;
    try {
      turn = turns.takeForBody(body.length);
    } catch (RequestRefusedException e) {
      return RpcEndpoint.failed(null, e, path);
    }
    try (turn) {
      return endpoint.answer(body, path);
    }
  }

  private static void askToComeAgain(HttpServletResponse response) {
    response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
  }

  /** An answer that is made while it is written may fail; before its first bytes that is told. */
  private static void write(HttpServletResponse response, int status, JsonNode body, RpcPath path)
      throws IOException {
    response.setBufferSize(TELLABLE_BYTES);
    try {
      write(response, status, body);
    } catch (JsonMappingException e) {
      if (response.isCommitted() || !(e.getCause() instanceof RuntimeException cause)) {
        throw e;
      }
      response.resetBuffer();
      RpcEndpoint.Answer told = RpcEndpoint.failed(body.get("id"), cause, path);
      if (told.status() == HttpStatus.SERVICE_UNAVAILABLE) {
        askToComeAgain(response);
      }
      write(response, told.status(), told.body().orElseThrow());
    }
  }

  static void write(HttpServletResponse response, int status, JsonNode body) throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    try (JsonGenerator json = Json.generator(response.getOutputStream())) {
      // What breaks off must not look like a whole answer, nor be sent while it can be taken back.
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      json.writeTree(body);
    }
  }
}
