package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.aggregate.AggregateExecutor;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.executor.foreach.ForeachExecutor;
import org.espalier.executor.system.SystemInfoExecutor;
import org.espalier.executor.wait.WaitExecutor;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.json.field.TreeViolation;
import org.espalier.json.field.ViolationCode;
import org.espalier.json.field.Violations;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody wrote into inputs, and what they meant. */
class WrittenInputsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<TaskExecutor> EXECUTORS =
      List.of(
          new EchoExecutor(),
          new AggregateExecutor(),
          new ForeachExecutor(),
          new SystemInfoExecutor(),
          new WaitExecutor());

  private static ExecutorCatalog catalog(EspalierSettings settings) {
    return new RegistryCatalog(
        new ExecutorRegistry(EXECUTORS, settings.executors()), new InputSchemas());
  }

  private static EspalierSettings settings(String... keysAndValues) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test");
  }

  private static List<NewTree> read(EspalierSettings settings, String body) {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new SubmissionReader(settings, catalog(settings), clock)
        .read(Json.read(body.replace('\'', '"')))
        .trees();
  }

  private static List<NewTree> read(String body) {
    return read(settings(), body);
  }

  private static List<TreeViolation> faults(String body) {
    return catchThrowableOfType(InvalidTreeException.class, () -> read(body)).violations();
  }

  private static String task(String kind, String inputs) {
    return "{'name':'t','schemas':{'method':'%s'},'inputs':%s}".formatted(kind, inputs);
  }

  @Test // #19
  void refusesANameThatTheExecutorDoesNotKnow() {
    assertThat(faults("{'tasks':[" + task("wait_executor", "{'duration':1,'tiemout':2}") + "]}"))
        .containsExactly(
            new TreeViolation(
                "/tasks/0/inputs/tiemout",
                ViolationCode.UNKNOWN_INPUT,
                "There is no input 'tiemout' of wait_executor; there are: duration, until."));
    assertThat(faults(task("wait_executor", "{'duration':1,'Until':null}")))
        .containsExactly(
            new TreeViolation(
                "/inputs/Until",
                ViolationCode.UNKNOWN_INPUT,
                "There is no input 'Until' of wait_executor; did you mean 'until'?"));
    assertThat(
            faults(
                "{'trees':[{'tasks':[" + task("wait_executor", "{'duration':1,'x/y':2}") + "]}]}"))
        .extracting(TreeViolation::pointer)
        .containsExactly("/trees/0/tasks/0/inputs/x~1y");
  }

  @Test // #19
  void saysWhenTheNameIsAFieldOfTheTask() {
    assertThat(faults(task("wait_executor", "{'duration':1,'retry':{'max_attempts':3}}")))
        .extracting(TreeViolation::message)
        .containsExactly(
            "There is no input 'retry' of wait_executor; there are: duration, until. A task has a field of this name beside 'inputs'.");
  }

  @Test // #19
  void tellsEveryFaultOfATaskTogetherAndEachOnce() {
    assertThat(faults(task("wait_executor", "{'duration':-1,'until':'tomorrow','untill':1}")))
        .extracting(TreeViolation::pointer)
        .contains("/inputs/duration", "/inputs/until", "/inputs/untill")
        .doesNotHaveDuplicates();
  }

  @Test // #19
  void dependenciesAndTheTasksOwnSchemaGiveNamesToo() {
    String id = UUID.randomUUID().toString();
    String tree =
        """
        {'tasks':[
          {'id':'%s','name':'first','schemas':{'method':'echo_executor'}},
          {'id':'second','name':'the second','parent_id':'%s','schemas':{'method':'echo_executor'}},
          {'name':'t','parent_id':'%s','dependencies':['first','second'],
           'schemas':{'method':'wait_executor','input_schema':{'properties':{'note':{'type':'string'}}}},
           'inputs':{'duration':1,'%s':{},'second':{},'the second':{},'note':'x','first':1}}]}
        """
            .formatted(id, id, id, id);

    assertThat(read(tree)).hasSize(1);
    assertThat(faults(tree.replace("'first':1", "'third':1")))
        .extracting(TreeViolation::pointer)
        .containsExactly("/tasks/2/inputs/third");
  }

  @Test // #19
  void executorsThatTakeAnythingSaySoInTheirSchema() {
    for (TaskExecutor executor : EXECUTORS) {
      boolean takesAny =
          List.of("echo_executor", "aggregate_results_executor").contains(executor.type().kind());
      assertThat(executor.type().inputsSchema().get("additionalProperties").asBoolean())
          .isEqualTo(takesAny);
    }
    assertThat(read(task("echo_executor", "{'anything':1}"))).hasSize(1);
    assertThat(read(task("aggregate_results_executor", "{'anything':1}"))).hasSize(1);
    assertThat(read(task("system_info_executor", "{'resource':'cpu','timeout':30}"))).hasSize(1);
  }

  @Test // #19
  void anAdministratorCanOpenTheInputsOfAKind() {
    assertThat(
            read(
                settings("espalier.executors.free-form", "wait_executor"),
                task("wait_executor", "{'duration':1,'tiemout':2}")))
        .hasSize(1);
  }

  @Test // #19
  void looksIntoTheTemplateOfAList() {
    String template =
        "{'items':[1],'task':{'schemas':{'method':'wait_executor'},'inputs':{'duration':'${item}',%s}}}";

    assertThat(faults(task("foreach_executor", template.formatted("'tiemout':2"))))
        .extracting(TreeViolation::pointer)
        .containsExactly("/inputs/task/inputs/tiemout");
    assertThat(
            faults(
                task(
                    "foreach_executor",
                    "{'items':[1],'task':{'schemas':{'method':'wait_executor'},'inputs':{'until':'tomorrow'}}}")))
        .extracting(TreeViolation::pointer, TreeViolation::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "/inputs/task/inputs/until", ViolationCode.INVALID_INPUT));
    assertThat(
            faults(
                task(
                    "foreach_executor",
                    "{'items':[1],'task':{'schemas':{'method':'echo_executor'},'inputs':{'a':'${item.b'}}}")))
        .extracting(TreeViolation::pointer)
        .containsExactly("/inputs/task/inputs/a");
  }

  @ParameterizedTest // #19
  @ValueSource(strings = {"${a.b", "x ${ y", "$${ok} ${a", "${"})
  void refusesAReferenceWithoutAnEnd(String text) {
    assertThat(faults(task("echo_executor", "{'a':{'b':['%s']}}".formatted(text))))
        .extracting(TreeViolation::pointer, TreeViolation::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("/inputs/a/b/0", ViolationCode.UNCLOSED_REFERENCE));
    assertThat(
            faults(
                "{'name':'t','schemas':{'method':'echo_executor'},'params':{'a':'%s'}}"
                    .formatted(text)))
        .extracting(TreeViolation::pointer)
        .containsExactly("/params/a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$${a.b", "a } b", "$$${", "$ {", "${secret:A_b.c-1}"})
  void takesWhatIsNoOpening(String text) {
    assertThat(read(task("echo_executor", "{'a':'%s'}".formatted(text)))).hasSize(1);
  }

  @ParameterizedTest // #19
  @ValueSource(strings = {"${secret:}", "${secret: }", "${secret:a b}", "${secret:a/b}"})
  void refusesASecretThatNobodyCanHaveNamedSo(String text) {
    assertThat(faults(task("echo_executor", "{'a':'%s'}".formatted(text))))
        .extracting(TreeViolation::code)
        .containsExactly(ViolationCode.SECRET_NAME);
  }

  private static Task stored(String inputs) {
    EspalierSettings lenient = settings("espalier.executors.free-form", "wait_executor");
    return read(lenient, task("wait_executor", inputs)).get(0).tasks().get(0);
  }

  private static TaskPatcher patcher() {
    return new TaskPatcher(settings(), catalog(settings()), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test // #19
  void aPatchIsHeldAgainstTheNamesAndWhatWasStoredIsNot() {
    Task old = stored("{'duration':1,'tiemout':2}");

    patcher().patch(List.of(old), old, Json.readObject("{\"name\":\"renamed\"}"));

    assertThat(old.name()).isEqualTo("renamed");
    InvalidRequestException refused =
        catchThrowableOfType(
            InvalidRequestException.class,
            () ->
                patcher()
                    .patch(
                        List.of(old),
                        old,
                        Json.readObject("{\"inputs\":{\"durtion\":1,\"until\":\"x\"}}")));
    assertThat(refused.violations())
        .extracting(TreeViolation::pointer)
        .contains("/inputs/tiemout", "/inputs/durtion", "/inputs/until");
    patcher().patch(List.of(old), old, Json.readObject("{\"inputs\":{\"tiemout\":null}}"));
    assertThat(old.inputs()).isEqualTo("{\"duration\":1}");
  }

  @Test // #19
  void theInputsOfARunAreHeldAgainstTheNamesAndWhatWasStoredIsNot() {
    Task old = stored("{'duration':1,'tiemout':2}");
    Violations violations = new Violations(10);

    new RunInputsValidator(catalog(settings()))
        .check(
            old,
            Json.readObject("{\"durtion\":1,\"until\":\"${a\"}"),
            "/inputs/t",
            Map.of(),
            violations);

    assertThat(violations.list())
        .extracting(TreeViolation::pointer)
        .contains("/inputs/t/durtion", "/inputs/t/until")
        .doesNotContain("/inputs/t/tiemout");
  }
}
