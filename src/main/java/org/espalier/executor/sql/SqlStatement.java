package org.espalier.executor.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;

/**
 * A statement with the values of its parameters.
 *
 * @param field where the task has it, for messages
 * @param values one list of values, or several for a batch
 * @param isBatch whether the task gave a batch, perhaps of one
 */
record SqlStatement(String field, SqlText text, List<List<JsonNode>> values, boolean isBatch) {
  /** They end the attempt's transaction, or change the session for its next user. */
  private static final Set<String> OF_THE_SESSION =
      Set.of(
          "abort",
          "begin",
          "commit",
          "deallocate",
          "discard",
          "end",
          "execute",
          "listen",
          "prepare",
          "release",
          "reset",
          "rollback",
          "savepoint",
          "set",
          "start",
          "unlisten",
          "use");

  private static final Set<String> ALLOWED =
      Set.of(
          "alter",
          "analyze",
          "call",
          "comment",
          "create",
          "delete",
          "drop",
          "explain",
          "grant",
          "insert",
          "lock",
          "merge",
          "notify",
          "refresh",
          "revoke",
          "select",
          "show",
          "table",
          "truncate",
          "update",
          "values",
          "with");

  private static final Set<String> CHANGE_ROWS_AT_MOST =
      Set.of("call", "delete", "insert", "merge", "select", "update", "values", "with");

  SqlStatement {
    values = List.copyOf(values);
  }

  /** Reads {@code {"sql", "parameters"?, "batch"?}}. */
  static SqlStatement read(Inputs inputs) {
    String field = inputs.where() + ".sql";
    SqlText text = SqlText.parse(field, inputs.requireText("sql"));
    checkVerb(field, text.verb());
    Optional<JsonNode> batch = inputs.value("batch");
    if (batch.isEmpty()) {
      List<JsonNode> single = values(inputs, "parameters", inputs.value("parameters"), text);
      return new SqlStatement(field, text, List.of(single), false);
    }
    if (inputs.value("parameters").isPresent() || !(batch.get() instanceof ArrayNode sets)) {
      throw new InvalidInputException(
          inputs.where()
              + ".batch must be an array of parameter sets, and stand in place of parameters.");
    }
    List<List<JsonNode>> all = new ArrayList<>();
    for (JsonNode set : sets) {
      all.add(values(inputs, "batch[" + all.size() + "]", Optional.of(set), text));
    }
    return new SqlStatement(field, text, all, true);
  }

  private static void checkVerb(String field, String verb) {
    if (OF_THE_SESSION.contains(verb)) {
      throw new InvalidInputException(
          "%s must not begin or end a transaction or change the session (%s): all statements of an attempt are one transaction."
              .formatted(field, verb.toUpperCase(Locale.ROOT)));
    }
    if (!ALLOWED.contains(verb)) {
      throw new InvalidInputException(
          "%s must be one of %s, not %s."
              .formatted(field, list(ALLOWED), verb.toUpperCase(Locale.ROOT)));
    }
  }

  private static List<JsonNode> values(
      Inputs inputs, String field, Optional<JsonNode> given, SqlText text) {
    String where = inputs.where() + "." + field;
    return text.names().isEmpty()
        ? positional(where, given, text)
        : named(where, given, text.names());
  }

  private static List<JsonNode> positional(String where, Optional<JsonNode> given, SqlText text) {
    List<JsonNode> values = new ArrayList<>();
    given.ifPresent(
        array -> {
          if (!array.isArray() && !array.isEmpty()) {
            throw new InvalidInputException(where + " must be an array: the statement has ?.");
          }
          array.forEach(values::add);
        });
    if (values.size() != text.parameters()) {
      throw new InvalidInputException(
          "%s must have %d values, one for each ?; it has %d."
              .formatted(where, text.parameters(), values.size()));
    }
    return values;
  }

  private static List<JsonNode> named(String where, Optional<JsonNode> given, List<String> names) {
    if (given.isEmpty() || !(given.get() instanceof ObjectNode object)) {
      throw new InvalidInputException(
          where + " must be an object with a value for each :name of the statement.");
    }
    List<JsonNode> values = new ArrayList<>();
    for (String name : names) {
      JsonNode value = object.get(name);
      if (value == null) {
        throw new InvalidInputException(
            "%s.%s is missing: the statement has :%s.".formatted(where, name, name));
      }
      values.add(value);
    }
    return values;
  }

  /** Refuses what could commit on the way, such as DDL does in H2. */
  void requireRowsOnly(String where) {
    if (!CHANGE_ROWS_AT_MOST.contains(text.verb())) {
      throw new InvalidInputException(
          "%s must be one of %s %s.".formatted(field, list(CHANGE_ROWS_AT_MOST), where));
    }
  }

  private static String list(Set<String> verbs) {
    return String.join(", ", new TreeSet<>(verbs));
  }
}
