package org.espalier.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the constants among a task's inputs and params that its executor can never use, all of them
 * together. Each fault that the executor's rules name is put aside, with a value of the executor's
 * examples in its place, until they name no more.
 *
 * <p>In doubt a fault is none: where a reference may have had a part in it, it counts only if it is
 * there with an example in the reference's place, too. Used once; not thread-safe.
 */
final class ConstantCheck {
  /** More would be a rule that never comes to an end. */
  private static final int MOST_FAULTS = 50;

  private static final UUID NOBODY = new UUID(0, 0);
  private static final Duration LONG = Duration.ofDays(30);

  private final InputRules rules;
  private final List<ObjectNode> examples;
  private final ObjectNode inputs;
  private final ObjectNode params;

  ConstantCheck(InputRules rules, List<ObjectNode> examples, ObjectNode inputs, ObjectNode params) {
    this.rules = rules;
    this.examples = examples;
    this.inputs = inputs;
    this.params = params;
  }

  /** Messages by JSON pointer from the task. */
  Map<String, String> faults() {
    if (rules == InputRules.NONE) {
      return Map.of();
    }
    Probe asWritten = new Probe();
    asWritten.run();
    if (!asWritten.found.isEmpty() && hasReference()) {
      Probe filledIn = new Probe();
      filledIn.fillIn();
      filledIn.run();
      asWritten.found.entrySet().retainAll(filledIn.found.entrySet());
    }
    return asWritten.found;
  }

  private boolean hasReference() {
    return inputs().anyMatch(ConstantCheck::isReference);
  }

  private Stream<Map.Entry<String, JsonNode>> inputs() {
    return inputs.properties().stream();
  }

  private static boolean isOfInputs(String root) {
    return root.equals("inputs");
  }

  private static boolean isReference(Map.Entry<String, JsonNode> field) {
    return field.getValue().isTextual() && !Constants.isConstant(field.getValue());
  }

  /** One search on a copy that is mended as faults are found. */
  private final class Probe {
    private final ObjectNode workingInputs = Constants.asSeen(inputs);
    private final ObjectNode workingParams = Constants.asSeen(params);
    private final Map<String, Boolean> substituted = new LinkedHashMap<>();
    private final Set<String> removed = new HashSet<>();
    private final Map<String, String> found = new LinkedHashMap<>();

    void fillIn() {
      inputs()
          .filter(ConstantCheck::isReference)
          .forEach(field -> substitute("inputs", field.getKey()));
    }

    void run() {
      boolean goesOn = true;
      for (int i = 0; i < MOST_FAULTS && goesOn; i++) {
        goesOn = search();
      }
    }

    /** Whether something was found and mended. */
    private boolean search() {
      ObjectNode triedInputs = workingInputs.deepCopy();
      ObjectNode triedParams = workingParams.deepCopy();
      try {
        rules.check(context(triedInputs, triedParams));
        return false;
      } catch (InvalidInputException e) {
        String message = String.valueOf(e.getMessage());
        return FaultPlace.in(message, workingInputs, workingParams)
            .map(place -> note(place, message))
            .orElse(false);
      } catch (Exception e) {
        return false;
      }
    }

    private boolean note(FaultPlace place, String message) {
      if (place.absent().isPresent()) {
        return substitute(place.root(), place.absent().get());
      }
      if (place.steps().isEmpty()) {
        return false;
      }
      String field = place.steps().get(0);
      JsonNode value = place.valueIn(isOfInputs(place.root()) ? inputs : params);
      boolean isOwn =
          !substituted.containsKey(place.root() + field)
              && removed.stream().noneMatch(gone -> gone.startsWith(place.pointer() + "/"));
      if (isOwn && Constants.isConstant(value)) {
        found.putIfAbsent(place.pointer(), message);
      }
      return removeInside(place) || substitute(place.root(), field);
    }

    private boolean removeInside(FaultPlace place) {
      int depth = place.steps().size();
      FaultPlace above =
          new FaultPlace(place.root(), place.steps().subList(0, depth - 1), place.absent());
      return depth > 1
          && above.valueIn(working(place.root())) instanceof ObjectNode parent
          && parent.remove(place.steps().get(depth - 1)) != null
          && removed.add(place.pointer());
    }

    /** An example's value in place of a field, at the second time none; false when that is so. */
    private boolean substitute(String root, String field) {
      ObjectNode fields = working(root);
      boolean isFirst = substituted.putIfAbsent(root + field, true) == null;
      JsonNode example = isFirst && isOfInputs(root) ? example(field) : null;
      if (example != null) {
        fields.set(field, example.deepCopy());
        return true;
      }
      return fields.remove(field) != null;
    }

    private ObjectNode working(String root) {
      return isOfInputs(root) ? workingInputs : workingParams;
    }

    private @Nullable JsonNode example(String field) {
      return examples.stream()
          .filter(each -> each.has(field))
          .map(each -> each.get(field))
          .findFirst()
          .orElse(null);
    }
  }

  private static ExecutionContext context(ObjectNode inputs, ObjectNode params) {
    return new ExecutionContext(
        NOBODY,
        NOBODY,
        0,
        NOBODY,
        "task",
        1,
        inputs,
        params,
        NOBODY.toString(),
        LONG,
        new CancellationToken(),
        (progress, message) -> {});
  }
}
