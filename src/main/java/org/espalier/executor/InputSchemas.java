package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.json.Json;

/**
 * Validates values against JSON schemas (draft-07), also against hostile ones: nothing is fetched,
 * and the work of one validation is bounded.
 *
 * <p>Compiled schemas are kept by their text, the most recently used ones. Thread-safe.
 */
@ApplicationScoped
public class InputSchemas {
  private static final int MAX_KEPT = 500;
  private static final int MAX_KEPT_LENGTH = 64 << 10;

  private final Map<String, CompiledSchema> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Validates a complete value.
   *
   * @return what does not fit; empty when the value is valid. A schema that cannot be used is one
   *     violation of the whole value.
   */
  public List<SchemaViolation> validate(ObjectNode schema, JsonNode instance) {
    return violations(schema, instance, (error, root) -> true);
  }

  /**
   * Validates a value as far as it is known yet: what depends on a reference <code>${...}</code> or
   * on a field that is still to come is passed over.
   *
   * @param providedLater fields of the whole value that will be added, such as dependencies' ids
   */
  public List<SchemaViolation> validateDraft(
      ObjectNode schema, JsonNode instance, Set<String> providedLater) {
    return violations(schema, instance, new DraftRules(providedLater)::counts);
  }

  /** The same, in which names that the schema does not have are no violation. */
  List<SchemaViolation> validateDraftOfAnyNames(
      ObjectNode schema, JsonNode instance, Set<String> providedLater) {
    DraftRules rules = new DraftRules(providedLater);
    return violations(
        schema,
        instance,
        (error, root) ->
            !"additionalProperties".equals(error.getKeyword()) && rules.counts(error, root));
  }

  private List<SchemaViolation> violations(
      ObjectNode schema, JsonNode instance, ErrorFilter filter) {
    if (schema.isEmpty()) {
      return List.of();
    }
    try {
      return compiled(schema).validate(instance).stream()
          .filter(error -> filter.counts(error, instance))
          .map(InputSchemas::violation)
          .distinct()
          .toList();
    } catch (UnusableSchemaException e) {
      return List.of(new SchemaViolation("", "It cannot be validated: " + e.getMessage()));
    }
  }

  /** Why this is no usable JSON schema (draft-07), in a sentence; empty when it is one. */
  public Optional<String> faultOf(JsonNode schema) {
    if (schema.isBoolean() || schema.isObject() && schema.isEmpty()) {
      return Optional.empty();
    }
    if (!schema.isObject()) {
      return Optional.of("A JSON schema is an object, true or false.");
    }
    try {
      compiled((ObjectNode) schema);
      return Optional.empty();
    } catch (UnusableSchemaException e) {
      return Optional.of(e.getMessage());
    }
  }

  private CompiledSchema compiled(ObjectNode schema) {
    String text = Json.write(schema);
    synchronized (kept) {
      CompiledSchema known = kept.get(text);
      if (known != null) {
        return known;
      }
    }
    CompiledSchema compiled = CompiledSchema.compile(schema);
    if (text.length() <= MAX_KEPT_LENGTH) {
      keep(text, compiled);
    }
    return compiled;
  }

  private void keep(String text, CompiledSchema compiled) {
    synchronized (kept) {
      kept.put(text, compiled);
      if (kept.size() > MAX_KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }

  private static SchemaViolation violation(Error error) {
    return new SchemaViolation(error.getInstanceLocation().toString(), error.getMessage());
  }

  @FunctionalInterface
  private interface ErrorFilter {
    boolean counts(Error error, JsonNode root);
  }
}
