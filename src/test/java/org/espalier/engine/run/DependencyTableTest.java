package org.espalier.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.engine.message.RunExit;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.condition.Referenced.Found;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/rest.md, "Dependencies". */
// #19
class DependencyTableTest {

  /**
   * How a task ends is told by what becomes of {@code a}; {@code x} is what an unreached requires.
   */
  private static final String ONE_STEP =
      """
      a         | b to a   | so | b         | ${a.status} | ${a.error}
      completed | required | so | completed | completed   |
      completed | optional | so | completed | completed   |
      skipped   | required | so | completed | completed   |
      skipped   | optional | so | completed | completed   |
      failed    | required | so | pending   |             |
      failed    | optional | so | completed | failed      | a is broken
      cancelled | required | so | pending   |             |
      cancelled | optional | so | completed | cancelled   | enough
      unreached | required | so | pending   |             |
      unreached | optional | so | completed | pending     | It could not start, because 'x' failed: x is broken.
      """;

  private static final String SEVERAL_STEPS =
      """
      a         | b to a   | c to b   | d to c   | so | b         | c         | d
      completed | required | required | required | so | completed | completed | completed
      completed | required | required | optional | so | completed | completed | completed
      completed | required | optional | required | so | completed | completed | completed
      completed | required | optional | optional | so | completed | completed | completed
      completed | optional | required | required | so | completed | completed | completed
      completed | optional | required | optional | so | completed | completed | completed
      completed | optional | optional | required | so | completed | completed | completed
      completed | optional | optional | optional | so | completed | completed | completed
      skipped   | required | required | required | so | completed | completed | completed
      skipped   | required | required | optional | so | completed | completed | completed
      skipped   | required | optional | required | so | completed | completed | completed
      skipped   | required | optional | optional | so | completed | completed | completed
      skipped   | optional | required | required | so | completed | completed | completed
      skipped   | optional | required | optional | so | completed | completed | completed
      skipped   | optional | optional | required | so | completed | completed | completed
      skipped   | optional | optional | optional | so | completed | completed | completed
      failed    | required | required | required | so | pending   | pending   | pending
      failed    | required | required | optional | so | pending   | pending   | completed
      failed    | required | optional | required | so | pending   | completed | completed
      failed    | required | optional | optional | so | pending   | completed | completed
      failed    | optional | required | required | so | completed | completed | completed
      failed    | optional | required | optional | so | completed | completed | completed
      failed    | optional | optional | required | so | completed | completed | completed
      failed    | optional | optional | optional | so | completed | completed | completed
      cancelled | required | required | required | so | pending   | pending   | pending
      cancelled | required | required | optional | so | pending   | pending   | completed
      cancelled | required | optional | required | so | pending   | completed | completed
      cancelled | required | optional | optional | so | pending   | completed | completed
      cancelled | optional | required | required | so | completed | completed | completed
      cancelled | optional | required | optional | so | completed | completed | completed
      cancelled | optional | optional | required | so | completed | completed | completed
      cancelled | optional | optional | optional | so | completed | completed | completed
      unreached | required | required | required | so | pending   | pending   | pending
      unreached | required | required | optional | so | pending   | pending   | completed
      unreached | required | optional | required | so | pending   | completed | completed
      unreached | required | optional | optional | so | pending   | completed | completed
      unreached | optional | required | required | so | completed | completed | completed
      unreached | optional | required | optional | so | completed | completed | completed
      unreached | optional | optional | required | so | completed | completed | completed
      unreached | optional | optional | optional | so | completed | completed | completed
      """;

  private final TestRun run = new TestRun();
  private List<DependencyResult> given = List.of();

  @ParameterizedTest(name = "a {0}, b {1}: b {3}")
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = ONE_STEP)
  void aTaskStartsAndSeesWhatBecameOfItsDependency(
      String a, String edge, String none, String b, String status, String error) {
    grow(a);
    run.task("b", "a" + mark(edge)).begin();

    finish(a, false);

    assertThat(run.status("b").word()).isEqualTo(b);
    if (run.status("b") == TaskStatus.COMPLETED) {
      assertThat(value("a.status")).isEqualTo(status);
      assertThat(value("a.error")).isEqualTo(error == null ? "null" : error);
      assertThat(value("a").equals("null")).isEqualTo(!status.equals("completed"));
    }
  }

  @ParameterizedTest(name = "a {0}, b {1}, c {2}, d {3}: {5} {6} {7}")
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = SEVERAL_STEPS)
  void whatCanNeverStartIsNotWaitedForHoweverFarBackItsCauseIs(
      String a, String b, String c, String d, String none, String endB, String endC, String endD) {
    grow(a);
    run.task("b", "a" + mark(b)).task("c", "b" + mark(c)).task("d", "c" + mark(d)).begin();

    finish(a, false);

    assertThat(List.of(run.status("b").word(), run.status("c").word(), run.status("d").word()))
        .containsExactly(endB, endC, endD);
    assertThat(run.exit)
        .contains(a.matches("completed|skipped") ? RunExit.COMPLETED : RunExit.FAILED);
  }

  @ParameterizedTest(name = "a {0}, b {1}, c {2}, d {3}: {5} {6} {7}")
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = SEVERAL_STEPS)
  void aNodeThatTakesTheRunOverInTheMiddleComesToTheSame(
      String a, String b, String c, String d, String none, String endB, String endC, String endD) {
    grow(a);
    run.task("b", "a" + mark(b)).task("c", "b" + mark(c)).task("d", "c" + mark(d)).begin();

    finish(a, true);

    assertThat(List.of(run.status("b").word(), run.status("c").word(), run.status("d").word()))
        .containsExactly(endB, endC, endD);
  }

  private static String mark(String edge) {
    return edge.equals("optional") ? "?" : "";
  }

  /** What comes before {@code b}. */
  private void grow(String a) {
    run.task("x");
    String never = "{\"value\":\"${x}\",\"op\":\"exists\",\"to\":false}";
    boolean isSkipped = a.equals("skipped");
    run.task(
        "a",
        task -> isSkipped ? task.runIf(never) : task,
        isSkipped || a.equals("unreached") ? new String[] {"x"} : new String[0]);
  }

  /** Ends {@code x} and {@code a} as asked and all that starts behind them well. */
  private void finish(String a, boolean withTakeovers) {
    if (a.equals("unreached")) {
      run.fail("x");
    } else {
      run.succeed("x");
    }
    switch (a) {
      case "completed" -> run.succeed("a");
      case "failed" -> run.fail("a");
      case "cancelled" -> run.cancelTask("a", "enough").out.remove("a");
      default -> {}
    }
    run.turn();
    while (run.exit.isEmpty()) {
      if (withTakeovers) {
        run.claimAgain(RunStatus.RUNNING);
      }
      assertThat(run.out()).isNotEmpty();
      for (String task : new ArrayList<>(run.out())) {
        if (task.equals("b")) {
          given = run.out.get("b").dependencies();
        }
        run.succeed(task);
      }
      run.turn();
    }
  }

  private String value(String expression) {
    Found found = (Found) DependencyValues.find(given, expression);
    return found.value().isTextual() ? found.value().textValue() : found.value().toString();
  }
}
