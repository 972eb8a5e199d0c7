package org.espalier.executor.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.PointInTime;
import org.espalier.executor.Question;
import org.espalier.executor.Question.AtDeadline;
import org.espalier.executor.Question.OnReject;
import org.espalier.json.Excerpt;
import org.espalier.json.Json;

/** Reads a question from an attempt's inputs. Used once. */
final class QuestionReader {
  private static final int MAX_APPROVERS = 100;
  private static final int MAX_NAME = 255;
  private static final String NAMES =
      "a list of at most 100 names of persons or groups, none blank or longer than 255 characters";

  private final Inputs inputs;
  private final InputSchemas schemas;
  private final Instant now;

  QuestionReader(Inputs inputs, InputSchemas schemas, Instant now) {
    this.inputs = inputs;
    this.schemas = schemas;
    this.now = now;
  }

  /**
   * The question.
   *
   * @param fallback its title when none is given
   * @throws InvalidInputException when a field is wrong
   */
  Question question(String fallback) {
    return new Question(
        inputs.text("title").filter(title -> !title.isBlank()).orElse(fallback),
        inputs.text("message").orElse(""),
        inputs.object("data").orElseGet(Json::object),
        form(),
        approvers(),
        deadline(),
        word("at_deadline", AtDeadline.values(), AtDeadline::word, AtDeadline.REJECT),
        word("on_reject", OnReject.values(), OnReject::word, OnReject.FAIL));
  }

  private ObjectNode form() {
    ObjectNode form = inputs.object("form").orElseGet(Json::object);
    schemas
        .faultOf(form)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(
                  "inputs.form is no JSON schema that can be used: " + fault);
            });
    return form;
  }

  private Optional<Instant> deadline() {
    Optional<Instant> deadline = PointInTime.find(inputs, "deadline", "within", now);
    if (deadline.isEmpty() && inputs.value("at_deadline").isPresent()) {
      throw new InvalidInputException(
          "inputs.at_deadline needs a deadline: give 'deadline' or 'within' too.");
    }
    return deadline;
  }

  private List<String> approvers() {
    JsonNode given = inputs.value("approvers").orElseGet(Json::array);
    if (!given.isArray() || given.size() > MAX_APPROVERS) {
      inputs.refuse("approvers", NAMES, given);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : given) {
      if (!name.isTextual()
          || name.textValue().isBlank()
          || Excerpt.isLonger(name.textValue(), MAX_NAME)) {
        inputs.refuse("approvers", NAMES, name);
      }
      names.add(name.textValue());
    }
    return names;
  }

  private <E extends Enum<E>> E word(
      String field, E[] constants, Function<E, String> word, E fallback) {
    Optional<JsonNode> given = inputs.value(field);
    if (given.isEmpty()) {
      return fallback;
    }
    String words = Arrays.stream(constants).map(word).collect(Collectors.joining(", "));
    return Arrays.stream(constants)
        .filter(constant -> word.apply(constant).equals(given.get().textValue()))
        .findFirst()
        .orElseGet(() -> inputs.refuse(field, "one of " + words, given.get()));
  }
}
