package org.espalier.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads and writes JSON (RFC 8259), the same way everywhere.
 *
 * <p>Numbers keep their digits (decimals are read as {@link java.math.BigDecimal}), so what a user
 * submits is what an executor gets and what is stored. Thread-safe; the mapper is configured once
 * and never changed.
 */
public final class Json {
  /** How deep a text from outside may nest. Nested trees use two levels a task. */
  public static final int MAX_DEPTH = 500;

  /** What is larger than the cap is counted up to so many times the cap. */
  private static final long COUNTED_TIMES = 16;

  private static final ObjectMapper MAPPER = mapper(new JsonFactory());
  private static final ObjectMapper STRICT_MAPPER = mapper(strictFactory());

  private Json() {}

  private static JsonFactory strictFactory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(400)
                .maxNameLength(10_000)
                .build())
        .build();
  }

  private static ObjectMapper mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  /** A new, empty object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A new, empty array. */
  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /**
   * Reads a text from outside under the limits: one value, no duplicate keys, at most {@value
   * #MAX_DEPTH} levels, no unpaired surrogates, numbers within the range of a double.
   *
   * @throws MalformedJsonException when the text is not such JSON; the message gives line and
   *     column
   * @throws IOException when reading fails for another reason
   */
  public static JsonNode readStrictly(InputStream body) throws IOException {
    JsonNode node;
    try {
      node = STRICT_MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(describe(e));
    }
    if (node == null || node.isMissingNode()) {
      throw new MalformedJsonException("The body is empty; a JSON value was expected.");
    }
    JsonHygiene.check(node);
    return node;
  }

  /** Reads a text that Espalier itself wrote earlier. */
  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("stored JSON cannot be read", e);
    }
  }

  /** Reads an object that Espalier itself wrote earlier. */
  public static ObjectNode readObject(String text) {
    return (ObjectNode) read(text);
  }

  /**
   * Reads a text from a stranger leniently, for an executor that wants to know whether it is JSON.
   *
   * @throws MalformedJsonException when it is not
   */
  public static JsonNode readForeign(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw new MalformedJsonException("The text is empty.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException(describe(e));
    }
  }

  /** The compact text of a value. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("JSON cannot be written", e);
    }
  }

  /**
   * The compact text of a value of unknown origin and size, if it is not larger than allowed.
   * Memory is bounded by the cap, whatever the value is.
   *
   * @throws MalformedJsonException when the value is no JSON: it contains itself, is too deep, or
   *     holds what is none
   */
  public static JsonText writeCapped(JsonNode node, int maxBytes) {
    CappedText out = new CappedText(maxBytes, maxBytes * COUNTED_TIMES);
    try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
      MAPPER.writeTree(generator, node);
    } catch (CappedText.CountedOutException e) {
      return new JsonText(null, out.bytes(), false);
    } catch (IOException | StackOverflowError e) {
      throw new MalformedJsonException("It cannot be written as JSON: " + firstLine(e));
    }
    return new JsonText(out.bytes() <= maxBytes ? out.text() : null, out.bytes(), true);
  }

  private static String firstLine(Throwable e) {
    return e.getMessage() == null ? "it is too deep" : firstLine(e.getMessage());
  }

  /** The JSON value of a record, map or list. */
  public static JsonNode valueOf(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** A generator that writes compact UTF-8; closing it does not close the stream. */
  public static JsonGenerator generator(java.io.OutputStream out) throws IOException {
    return MAPPER
        .getFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  private static String describe(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return "The text is not acceptable JSON" + where + ": " + ParseFault.of(e);
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
