package org.espalier.tree.condition;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.espalier.json.field.Violations;

/**
 * Whether a task is to be run, decided from results of tasks it depends on. No language: a tree of
 * comparisons, bounded in depth and number. Immutable.
 */
public sealed interface RunCondition {
  /** Levels of {@code all}, {@code any} and {@code not} around a comparison, and itself. */
  int MAX_DEPTH = 8;

  int MAX_COMPARISONS = 100;

  /** Reads a condition that was checked when it was stored. */
  static RunCondition ofJson(JsonNode json) {
    Violations violations = new Violations(1);
    RunCondition condition = new RunConditionReader(violations).read(json, "");
    if (condition == null || !violations.isEmpty()) {
      throw new IllegalStateException("stored run_if cannot be read: " + violations.list());
    }
    return condition;
  }

  /**
   * Decides.
   *
   * @param values what an expression such as {@code name.path} leads to
   */
  default Verdict verdict(Function<String, Referenced> values) {
    try {
      return holds(values) ? Verdict.RUN : Verdict.SKIP;
    } catch (UndecidedConditionException e) {
      return Verdict.fault(e.getMessage());
    }
  }

  /**
   * Whether it is true. Parts that no longer matter are not looked at.
   *
   * @throws UndecidedConditionException when a reference leads nowhere or values cannot be compared
   */
  boolean holds(Function<String, Referenced> values);

  /** Hands over every comparison in it. */
  void forEach(Consumer<Comparison> action);

  /** The comparisons in it, in order. */
  default List<Comparison> comparisons() {
    List<Comparison> all = new ArrayList<>();
    forEach(all::add);
    return all;
  }

  /**
   * A value of a dependency's result beside a fixed one.
   *
   * @param pointer where it stood when it was read
   * @param expression what stood between <code>${</code> and <code>}</code>
   */
  record Comparison(String pointer, String expression, ComparisonOperator operator, JsonNode to)
      implements RunCondition {
    @Override
    public boolean holds(Function<String, Referenced> values) {
      Referenced referenced = values.apply(expression);
      if (operator == ComparisonOperator.EXISTS) {
        boolean isThere = referenced instanceof Referenced.Found found && !found.value().isNull();
        return isThere == to.booleanValue();
      }
      if (referenced instanceof Referenced.Missing missing) {
        throw new UndecidedConditionException(missing.why());
      }
      return operator.test(expression, ((Referenced.Found) referenced).value(), to);
    }

    @Override
    public void forEach(Consumer<Comparison> action) {
      action.accept(this);
    }
  }

  /** All of them. */
  record All(List<RunCondition> parts) implements RunCondition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Function<String, Referenced> values) {
      return parts.stream().allMatch(part -> part.holds(values));
    }

    @Override
    public void forEach(Consumer<Comparison> action) {
      parts.forEach(part -> part.forEach(action));
    }
  }

  /** At least one of them. */
  record Any(List<RunCondition> parts) implements RunCondition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(Function<String, Referenced> values) {
      return parts.stream().anyMatch(part -> part.holds(values));
    }

    @Override
    public void forEach(Consumer<Comparison> action) {
      parts.forEach(part -> part.forEach(action));
    }
  }

  /** The opposite. */
  record Not(RunCondition part) implements RunCondition {
    @Override
    public boolean holds(Function<String, Referenced> values) {
      return !part.holds(values);
    }

    @Override
    public void forEach(Consumer<Comparison> action) {
      part.forEach(action);
    }
  }

  /**
   * What follows from a condition.
   *
   * @param isMet whether the task is to be run
   * @param fault why that cannot be said, in a sentence; empty when it can
   */
  record Verdict(boolean isMet, String fault) {
    static final Verdict RUN = new Verdict(true, "");
    static final Verdict SKIP = new Verdict(false, "");

    static Verdict fault(String why) {
      return new Verdict(false, "'run_if' cannot be decided: " + why);
    }

    public boolean isFault() {
      return !fault.isEmpty();
    }
  }
}
