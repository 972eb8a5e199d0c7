package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/**
 * A question to a person, whose answer ends a task. Immutable, but for the JSON, which must not be
 * changed after it was handed over. It is stored and shown: no part of it may hold a secret.
 *
 * @param title one line of at most 255 characters; a longer one is cut
 * @param message more words for the person; may be empty
 * @param data what the person is to see; {@code {}} for nothing
 * @param form JSON schema (draft-07) of what is to be filled in by whoever approves; {@code {}} for
 *     nothing
 * @param approvers names of the persons and groups that may decide; empty for everybody
 * @param deadline until when it can be answered, kept in microseconds; empty for ever
 * @param atDeadline what the deadline means when nobody has answered
 * @param onReject what a rejection means for the task
 */
public record Question(
    String title,
    String message,
    ObjectNode data,
    ObjectNode form,
    List<String> approvers,
    Optional<Instant> deadline,
    AtDeadline atDeadline,
    OnReject onReject) {

  private static final int MAX_TITLE = 255;

  public Question {
    title = Excerpt.within(title, MAX_TITLE);
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(form, "form");
    approvers = List.copyOf(approvers);
    deadline = deadline.map(at -> at.truncatedTo(ChronoUnit.MICROS));
    Objects.requireNonNull(atDeadline, "atDeadline");
    Objects.requireNonNull(onReject, "onReject");
  }

  /** A question that everybody may answer at any time; a rejection fails the task. */
  public static Question of(String title) {
    return new Question(
        title,
        "",
        Json.object(),
        Json.object(),
        List.of(),
        Optional.empty(),
        AtDeadline.REJECT,
        OnReject.FAIL);
  }

  /** What a deadline means that passes without an answer. */
  public enum AtDeadline {
    /** It counts as a rejection. */
    REJECT,
    /** It counts as an approval without a form. */
    APPROVE,
    /** The task fails with the kind {@code deadline}, whatever a rejection would mean. */
    FAIL;

    /** The word used on the wire and in the database. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a rejection means. */
  public enum OnReject {
    /** The task fails with the kind {@code rejected}. */
    FAIL,
    /** The task completes with {@code "approved": false}. */
    COMPLETE;

    /** The word used on the wire and in the database. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The stored form, without the deadline. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object().put("title", title).put("message", message);
    json.set("data", data);
    json.set("form", form);
    ArrayNode names = json.putArray("approvers");
    approvers.forEach(names::add);
    return json.put("at_deadline", atDeadline.word()).put("on_reject", onReject.word());
  }

  /** Reads what {@link #toJson} wrote. */
  public static Question ofJson(ObjectNode json, Optional<Instant> deadline) {
    List<String> approvers = new ArrayList<>();
    for (JsonNode name : json.path("approvers")) {
      approvers.add(name.asText());
    }
    return new Question(
        json.path("title").asText(),
        json.path("message").asText(),
        (ObjectNode) json.get("data"),
        (ObjectNode) json.get("form"),
        approvers,
        deadline,
        AtDeadline.valueOf(json.path("at_deadline").asText().toUpperCase(Locale.ROOT)),
        OnReject.valueOf(json.path("on_reject").asText().toUpperCase(Locale.ROOT)));
  }
}
