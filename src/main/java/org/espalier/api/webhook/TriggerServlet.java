package org.espalier.api.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.api.http.Ids;
import org.espalier.api.problem.Problems;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.json.Json;
import org.espalier.tree.Task;
import org.espalier.tree.TaskNotFoundException;
import org.espalier.tree.TaskRepository;
import org.espalier.webhook.TriggerAnswers;
import org.espalier.webhook.WebhookTriggers;
import org.espalier.wire.Problem;

/**
 * {@code POST /webhook/trigger/{id}?async=true|false}. A problem is answered as everywhere, with
 * the fields {@code success, error, task_id} besides, which the reference's callers look at.
 */
@WebServlet(urlPatterns = TriggerServlet.PATH + "/*", asyncSupported = true)
public class TriggerServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  static final String PATH = "/webhook/trigger";
  private static final int UNAVAILABLE = 503;
  private static final int TOO_MANY = 429;
  private static final int MAX_BODY_BYTES = 256 << 10;

  @Inject transient WebhookTriggers triggers;
  @Inject transient TriggerAnswers answers;
  @Inject transient TaskRepository tasks;

  /** For the container, which sets the fields. */
  public TriggerServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = Optional.ofNullable(request.getPathInfo()).orElse("/");
    String id = path.substring(1);
    try {
      if (!request.getMethod().equals("POST")) {
        response.setHeader("Allow", "POST");
        throw new RequestRefusedException(
            ErrorCode.METHOD_NOT_ALLOWED, "Only POST is possible here.");
      }
      write(response, 200, "application/json", answer(request, id));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    } catch (RuntimeException e) {
      refuse(response, Problems.of(e, request.getRequestURI()), id);
    }
  }

  private ObjectNode answer(HttpServletRequest request, String id)
      throws IOException, InterruptedException {
    triggers.requireSecret();
    WebhookTriggers.Call call =
        new WebhookTriggers.Call(
            InetAddress.getByName(request.getRemoteAddr()),
            Optional.ofNullable(request.getHeader("X-Webhook-Timestamp")),
            Optional.ofNullable(request.getHeader("X-Webhook-Signature")),
            body(request));
    boolean isAsync = !"false".equals(request.getParameter("async"));
    triggers.check(call);
    UUID taskId =
        Ids.parse(id)
            .or(() -> tasks.findByKey(id).map(Task::id))
            .orElseThrow(() -> new TaskNotFoundException(id));
    UUID runId = triggers.start(taskId, call);
    return isAsync
        ? answers.triggered(taskId, runId)
        : answers.ended(taskId, runId, triggers.patience());
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw new RequestRefusedException(
          ErrorCode.BODY_TOO_LARGE,
          "The body is larger than the %d bytes allowed.".formatted(MAX_BODY_BYTES));
    }
    return body;
  }

  static void refuse(HttpServletResponse response, Problem problem, String id) throws IOException {
    ObjectNode json = (ObjectNode) Json.valueOf(problem);
    json.put("success", false).put("error", problem.detail()).put("task_id", id);
    if (problem.status() == UNAVAILABLE) {
      response.setHeader("Retry-After", Integer.toString(Problems.RETRY_AFTER_SECONDS));
    } else if (problem.status() == TOO_MANY) {
      response.setHeader("Retry-After", Long.toString(Duration.ofMinutes(1).toSeconds()));
    }
    write(response, problem.status(), Problem.MEDIA_TYPE, json);
  }

  private static void write(HttpServletResponse response, int status, String type, ObjectNode json)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    try (JsonGenerator out = Json.generator(response.getOutputStream())) {
      out.writePOJO(json);
    }
  }
}
