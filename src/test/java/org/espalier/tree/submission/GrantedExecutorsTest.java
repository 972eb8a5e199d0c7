package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.ErrorCode;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.executor.foreach.ForeachExecutor;
import org.espalier.executor.wait.WaitExecutor;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.security.Caller;
import org.espalier.security.CallerScope;
import org.espalier.security.Role;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.junit.jupiter.api.Test;

/** Tasks of restricted kinds, of which {@code wait_executor} is one here. */
// #11
class GrantedExecutorsTest {
  private static final Caller SUBMITTER =
      new Caller("ada", "ada", Set.of(Role.SUBMITTER), Set.of());
  private static final Caller GRANTED =
      new Caller("ops", "ops", Set.of(Role.SUBMITTER), Set.of("wait_executor"));
  private static final Caller ADMIN = new Caller("root", "root", Set.of(Role.ADMIN), Set.of());
  private static final EspalierSettings SETTINGS =
      EspalierSettings.read(
          key ->
              key.equals("espalier.executors.restricted")
                  ? Optional.of("wait_executor")
                  : Optional.empty(),
          "test");
  private static final ExecutorCatalog CATALOG =
      new RegistryCatalog(
          new ExecutorRegistry(
              List.of(new EchoExecutor(), new ForeachExecutor(), new WaitExecutor()),
              SETTINGS.executors()),
          new InputSchemas());
  private static final String WAITING =
      "{'tasks':[{'name':'a','schemas':{'method':'echo_executor'}},"
          + "{'name':'b','parent_id':'a','schemas':{'method':'wait_executor'},'inputs':{'duration':1}}]}";

  private static NewTree read(Caller caller, String body) {
    CallerScope scope = CallerScope.enter(caller);
    try (scope) {
      return new SubmissionReader(SETTINGS, CATALOG, Clock.systemUTC())
          .read(Json.read(body.replace('\'', '"')))
          .trees()
          .get(0);
    }
  }

  private static void patch(Caller caller, NewTree tree, int task, String patch) {
    CallerScope scope = CallerScope.enter(caller);
    try (scope) {
      new TaskPatcher(SETTINGS, CATALOG, new SteadyClock())
          .patch(tree.tasks(), tree.tasks().get(task), Json.read(patch.replace('\'', '"')));
    }
  }

  @Test
  void isWrittenByAdministratorsAndByThoseToWhomTheKindIsGranted() {
    assertThat(read(ADMIN, WAITING).tasks()).hasSize(2);
    assertThat(read(GRANTED, WAITING).tasks()).hasSize(2);
    assertThatThrownBy(() -> read(SUBMITTER, WAITING))
        .isInstanceOfSatisfying(
            InvalidTreeException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN);
              assertThat(refused.violations())
                  .containsExactly(
                      new TreeViolation(
                          "/tasks/1/schemas/method",
                          ViolationCode.EXECUTOR_NOT_GRANTED,
                          "The executor 'wait_executor' is restricted, and not granted to 'ada'; an administrator can."));
            });
  }

  @Test
  void isNotHiddenInATemplateOrNamedInParams() {
    for (String body :
        List.of(
            "{'name':'l','schemas':{'method':'foreach_executor'},'inputs':{'items':[1],'task':"
                + "{'schemas':{'method':'wait_executor'},'inputs':{'duration':1}}}}",
            "{'name':'l','params':{'executor_id':'wait_executor'},'inputs':{'duration':1}}")) {
      assertThatThrownBy(() -> read(SUBMITTER, body))
          .isInstanceOfSatisfying(
              InvalidTreeException.class,
              refused ->
                  assertThat(refused.violations())
                      .extracting(TreeViolation::code)
                      .containsExactly(ViolationCode.EXECUTOR_NOT_GRANTED));
    }
  }

  @Test
  void isNotChangedByOthersWhoMayChangeTheRestOfItsTree() {
    NewTree tree = read(ADMIN, WAITING);
    for (String patch :
        List.of(
            "{'inputs':{'duration':99}}",
            "{'params':{'executor_id':'wait_executor'}}",
            "{'schemas':{'method':'wait_executor'}}")) {
      assertThatThrownBy(() -> patch(SUBMITTER, tree, 1, patch))
          .as(patch)
          .isInstanceOfSatisfying(
              InvalidRequestException.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }
    patch(SUBMITTER, tree, 0, "{'inputs':{'x':1}}");
    patch(GRANTED, tree, 1, "{'inputs':{'duration':2}}");
  }

  @Test
  void takesNoInputsOfOthersForARun() {
    Task task = read(ADMIN, WAITING).tasks().get(1);
    Violations violations = new Violations(10);
    CallerScope scope = CallerScope.enter(SUBMITTER);
    try (scope) {
      new RunInputsValidator(CATALOG)
          .check(task, Json.readObject("{\"duration\":99}"), "/inputs/b", Map.of(), violations);
    }
    assertThat(violations.list())
        .extracting(TreeViolation::pointer, TreeViolation::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("/inputs/b", ViolationCode.EXECUTOR_NOT_GRANTED));
  }
}
