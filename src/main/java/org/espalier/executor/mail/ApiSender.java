package org.espalier.executor.mail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.http.CallAdvice;
import org.espalier.executor.http.Hop;
import org.espalier.executor.http.HttpCall;
import org.espalier.executor.http.HttpCalls;
import org.espalier.executor.http.HttpReply;
import org.espalier.executor.http.HttpReply.Answer;
import org.espalier.executor.http.HttpReply.NoAnswer;
import org.espalier.executor.http.TargetUrl;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;

/** Gives a message to an HTTP mail API of the form Resend has ({@code POST /emails}). */
record ApiSender(HttpCalls http) {
  private static final int MAX_ANSWER = 64 << 10;
  private static final int MAX_ERROR = 300;

  ExecutionOutcome send(Email email, Delivery.Api api, ExecutionContext context)
      throws InterruptedException {
    TargetUrl url =
        TargetUrl.parse(
            "espalier.executors.email.api-url", api.url().replaceFirst("/*$", "") + "/emails");
    Hop hop =
        new Hop(
            "POST",
            url,
            "",
            Map.of(
                "Authorization", "Bearer " + api.key(),
                "Content-Type", "application/json",
                "Accept", "application/json",
                "User-Agent", "Espalier",
                "Idempotency-Key", context.idempotencyKey()),
            Optional.of(Json.write(body(email)).getBytes(StandardCharsets.UTF_8)));
    HttpCall call =
        new HttpCall(
            hop,
            api.timeout(),
            api.timeout(),
            true,
            Optional.empty(),
            false,
            MAX_ANSWER,
            advice(api.timeout()));
    HttpReply reply = http.make(call, context.cancellation());
    return reply instanceof NoAnswer none ? none.outcome() : outcome((Answer) reply);
  }

  private static CallAdvice advice(Duration timeout) {
    return new CallAdvice(
        "espalier.executors.email.api-url",
        "inputs.timeout",
        timeout,
        "inputs.timeout",
        timeout,
        "Answers of a mail API are short; check espalier.executors.email.api-url.",
        "Check the certificate of the mail API.");
  }

  private static ObjectNode body(Email email) {
    ObjectNode body = Json.object().put("from", email.from().toString());
    put(body, "to", email.to());
    put(body, "cc", email.cc());
    put(body, "bcc", email.bcc());
    put(body, "reply_to", email.replyTo());
    body.put("subject", email.subject());
    email.text().ifPresent(text -> body.put("text", text));
    email.html().ifPresent(html -> body.put("html", html));
    if (!email.attachments().isEmpty()) {
      ArrayNode attachments = body.putArray("attachments");
      for (Attachment attachment : email.attachments()) {
        attachments
            .addObject()
            .put("filename", attachment.fileName())
            .put("content", Base64.getEncoder().encodeToString(attachment.bytes()))
            .put("content_type", attachment.contentType());
      }
    }
    return body;
  }

  private static void put(ObjectNode body, String field, List<Mailbox> mailboxes) {
    if (!mailboxes.isEmpty()) {
      ArrayNode array = body.putArray(field);
      mailboxes.forEach(mailbox -> array.add(mailbox.toString()));
    }
  }

  private static ExecutionOutcome outcome(Answer answer) {
    ObjectNode said = json(answer);
    ObjectNode result =
        Json.object().put("success", answer.status() < 300).put("provider", "resend");
    if (answer.status() < 300) {
      return new Succeeded(
          result.put("message_id", said.path("id").asText("")).put("status_code", answer.status()));
    }
    boolean isBusy = said.path("name").asText().equals("concurrent_idempotent_requests");
    boolean retryable = answer.isRetryable() || isBusy;
    String error = error(said);
    return new Failed(
        "http_" + answer.status(),
        "The mail API answered %d: %s.".formatted(answer.status(), error),
        retryable,
        retryable ? answer.retryAfter() : Optional.empty(),
        result.put("status_code", answer.status()).put("error", error));
  }

  private static String error(ObjectNode said) {
    String message = said.path("message").asText("no reason given").replaceAll("\\s+", " ").strip();
    String cut = Excerpt.of(message, MAX_ERROR);
    return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
  }

  private static ObjectNode json(Answer answer) {
    try {
      JsonNode json = Json.readForeign(new String(answer.body(), StandardCharsets.UTF_8));
      return json instanceof ObjectNode object ? object : Json.object();
    } catch (MalformedJsonException e) {
      return Json.object();
    }
  }
}
