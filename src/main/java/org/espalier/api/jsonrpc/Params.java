package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.espalier.json.Json;
import org.espalier.json.JsonTime;
import org.espalier.json.field.FieldReader;
import org.espalier.json.field.Violations;
import org.espalier.tree.TaskStatus;
import org.espalier.webhook.WebhookConfig;
import org.espalier.webhook.WebhookFields;
import org.jspecify.annotations.Nullable;

/**
 * The named params of a call. Reading a faulty one ends the call; null counts as absent, and what
 * nobody reads is ignored, as in the reference implementation. Not thread-safe.
 */
public final class Params {
  private static final int MAX_TEXT = 10_000;
  private static final int MAX_IDS = 1_000;

  private final ObjectNode json;
  private final Violations violations = new Violations(20);
  private final FieldReader fields;

  public Params(JsonNode params) {
    if (!params.isObject()) {
      throw new RpcException(
          RpcCode.INVALID_PARAMS, "This method takes its params by name, as an object.");
    }
    this.json = (ObjectNode) params;
    this.fields = new FieldReader(json, "", violations);
  }

  /** The params as they came. */
  public ObjectNode json() {
    return json;
  }

  public boolean has(String name) {
    return fields.node(name) != null;
  }

  public Optional<String> text(String name) {
    return read(fields.text(name, MAX_TEXT));
  }

  /** A text that says something; one that is blank counts as absent. */
  public Optional<String> words(String name) {
    JsonNode value = fields.node(name);
    boolean isBlank = value != null && value.isTextual() && value.textValue().isBlank();
    return isBlank ? Optional.empty() : text(name);
  }

  public boolean flag(String name, boolean fallback) {
    return read(fields.flag(name, fallback)).orElse(fallback);
  }

  public int wholeNumber(String name, int fallback, int min, int max) {
    return read(fields.wholeNumber(name, min, max)).orElse(fallback);
  }

  public Optional<ObjectNode> object(String name) {
    return read(fields.object(name, Integer.MAX_VALUE));
  }

  public Optional<TaskStatus> status(String name) {
    return constant(name, TaskStatus.class);
  }

  /** One of the constants of an enum, by its lower-case name. */
  public <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
    return read(fields.constant(name, type));
  }

  /** A point in time in ISO 8601; one without an offset is in UTC. */
  public Optional<Instant> instant(String name) {
    return text(name).map(text -> instant(name, text));
  }

  private static Instant instant(String name, String text) {
    return parsed(text)
        .filter(JsonTime::isWithinYears)
        .orElseThrow(
            () ->
                mismatch(
                    name,
                    "a time in ISO 8601 " + JsonTime.YEARS,
                    "'" + FieldReader.shorten(text) + "'"));
  }

  private static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return withoutOffset(text);
    }
  }

  private static Optional<Instant> withoutOffset(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Where events of a run are to be pushed: {@code webhook_config}, or as the protocol writes it
   * {@code configuration.push_notification_config}.
   */
  public Optional<WebhookConfig> webhook() {
    Optional<WebhookConfig> config = WebhookFields.read(fields, "webhook_config", violations);
    ObjectNode configuration = fields.object("configuration", Integer.MAX_VALUE);
    if (config.isEmpty() && configuration != null) {
      FieldReader inner = new FieldReader(configuration, "/configuration", violations);
      config = WebhookFields.read(inner, "push_notification_config", violations);
    }
    violations.refuseRequestIfAny();
    return config;
  }

  /** The text of the first of these params that is there. */
  public String requireText(String... names) {
    for (String name : names) {
      Optional<String> text = text(name);
      if (text.isPresent()) {
        return text.get();
      }
    }
    throw invalid(names[0], names[0] + " is required");
  }

  /** Texts in an array, or in one text with commas. */
  public List<String> texts(String name) {
    JsonNode value = fields.node(name);
    List<String> texts = new ArrayList<>();
    if (value != null && value.isTextual()) {
      for (String part : value.textValue().split(",")) {
        if (!part.isBlank()) {
          texts.add(part.strip());
        }
      }
    } else {
      texts.addAll(read(fields.texts(name)).orElse(List.of()));
    }
    if (texts.size() > MAX_IDS) {
      throw invalid(name, "'%s' holds more than %d ids.".formatted(name, MAX_IDS));
    }
    return texts;
  }

  private <T> Optional<T> read(@Nullable T value) {
    violations.refuseRequestIfAny();
    return Optional.ofNullable(value);
  }

  /** Ends the call: a param has another value than expected. */
  public static RpcException mismatch(String field, String expected, String actual) {
    String text = "'%s': expected %s, got %s.".formatted(field, expected, actual);
    RpcError error = invalid(field, text).error();
    return new RpcException(error.with("expected", expected).with("actual", actual));
  }

  public static RpcException invalid(String field, String text) {
    return new RpcException(
        new RpcError(
            RpcCode.INVALID_PARAMS,
            text,
            Json.object().put("field", field).put("path", "/" + field).put("reason", text)));
  }
}
