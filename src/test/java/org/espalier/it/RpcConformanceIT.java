package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.it.Rpc.id;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.espalier.it.Http.Answer;
import org.espalier.json.Json;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The conformance list of the AI Partner Up Flow Protocol 1.0, one test per item or few, named by
 * their numbers; {@code docs/protocol.md} has the table.
 */
@ExtendWith(DeployedServer.class)
@RunAsClient
class RpcConformanceIT {
  private static final String ECHO = "'schemas':{'method':'echo_executor'}";
  private static final int INVALID_PARAMS = -32602;
  private static final int UNKNOWN_TASK = -32001;
  private static final int CYCLE = -32002;
  private static final int UNKNOWN_EXECUTOR = -32003;
  private static final int BAD_SCHEMA = -32005;
  private static final int BAD_TRANSITION = -32006;
  private static final int UNSATISFIED = -32007;
  private static final int EXECUTING = -32008;
  private static final int NOT_DELETED = -32009;
  private static final int BAD_PARENT = -32010;
  private static final int BAD_DEPENDENCY = -32011;
  private static final int BAD_TREE = -32012;

  private final Rpc rpc;
  private final Rpc protocol;
  private final Http http;

  RpcConformanceIT(Http http) {
    this.http = http;
    this.rpc = new Rpc(http, "/tasks");
    this.protocol = new Rpc(http, "/");
  }

  private static String named(String id) {
    return "{'task_id':'" + id + "'}";
  }

  private static String task(String name, String more) {
    return "{'name':'%s',%s%s}".formatted(name, ECHO, more.isEmpty() ? "" : "," + more);
  }

  private void update(String id, String fields) {
    rpc.result("tasks.update", "{'task_id':'%s',%s}".formatted(id, fields));
  }

  private JsonNode updateRefused(int code, String id, String fields) {
    return rpc.refused(code, "tasks.update", "{'task_id':'%s',%s}".formatted(id, fields));
  }

  @Test
  void item01_aTaskHasEveryFieldOfTheProtocol() {
    JsonNode task =
        rpc.result("tasks.create", task("one", "'inputs':{'a':1},'user_id':'u','tags':[]"));
    for (String field :
        List.of(
            "id parent_id task_tree_id user_id name status priority dependencies inputs params schemas result error progress created_at started_at updated_at completed_at has_children original_task_id origin_type has_references schedule_type schedule_expression schedule_enabled schedule_start_at schedule_end_at next_run_at last_run_at max_runs run_count lease_id lease_expires_at attempt_id idempotency_key last_assigned_node placement_constraints"
                .split(" "))) {
      assertThat(task.has(field)).as(field).isTrue();
    }
    assertThat(task.get("inputs").toString()).isEqualTo("{\"a\":1}");
    assertThat(task.get("dependencies").isArray()).isTrue();
    assertThat(task.get("progress").isNumber()).isTrue();
    assertThat(task.has("tags")).isFalse();
    assertThat(rpc.get(task.get("id").asText())).isEqualTo(task);
  }

  @Test
  void item02_anIdIsAUuidAndOtherFormsAreKeptAsAliases() {
    String given = UUID.randomUUID().toString();
    assertThat(rpc.create("{'id':'" + given + "','name':'a'}")).isEqualTo(given);
    String alias = "alias-" + given;
    String id = rpc.create("{'id':'" + alias + "','name':'a'}");
    assertThat(UUID.fromString(id).version()).isEqualTo(4);
    assertThat(rpc.get(alias).get("id").asText()).isEqualTo(id);
    assertThat(rpc.get(alias).get("key").asText()).isEqualTo(alias);
    assertThat(UUID.fromString(rpc.create("{'name':'a'}")).version()).isEqualTo(4);
    rpc.error("tasks.create", "{'id':'" + given + "','name':'a'}");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'id':7,'name':'a'}");
  }

  @Test
  void item03_aNameIsRequiredAndHasAtMost255Characters() {
    assertThat(rpc.refused(INVALID_PARAMS, "tasks.create", "[{}]").get("data").asText())
        .contains("Task at index 0 must have a 'name' field");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':''}");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':7}");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'" + "x".repeat(256) + "'}");
    rpc.create("{'name':'" + "x".repeat(255) + "'}");
  }

  @Test
  void item04_aStatusIsOneOfFive() {
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','status':'sleeping'}");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','status':'completed','result':{}}");
    String id = rpc.create("{'name':'a','status':'pending'}");
    updateRefused(INVALID_PARAMS, id, "'status':'sleeping'");
    rpc.refused(INVALID_PARAMS, "tasks.list", "{'status':'sleeping'}");
  }

  @Test
  void item05_optionalFieldsAreTypeChecked() {
    for (String wrong :
        List.of(
            "'inputs':[]",
            "'params':7",
            "'schemas':'x'",
            "'dependencies':{}",
            "'user_id':7",
            "'priority':'high'",
            "'parent_id':{}",
            "'has_references':'yes'",
            "'progress':'half'")) {
      assertThat(rpc.error("tasks.create", "{'name':'a'," + wrong + "}").get("code").asInt())
          .as(wrong)
          .isIn(INVALID_PARAMS, BAD_SCHEMA);
    }
    rpc.refused(BAD_SCHEMA, "tasks.create", "{'name':'a','schemas':{'method':7}}");
    rpc.refused(BAD_SCHEMA, "tasks.create", "{'name':'a','schemas':{'method':''}}");
  }

  @Test
  void item06_aPriorityIsAWholeNumberFrom0To3And2ByDefault() {
    assertThat(rpc.get(rpc.create("{'name':'a'}")).get("priority").asInt()).isEqualTo(2);
    for (String wrong : List.of("4", "-1", "1.5", "'1'")) {
      rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','priority':" + wrong + "}");
    }
    String id = rpc.create("{'name':'a','priority':0}");
    updateRefused(INVALID_PARAMS, id, "'priority':9");
    assertThat(rpc.get(id).get("priority").asInt()).isZero();
  }

  @Test
  void item07_progressIsWithin0And1() {
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','progress':3}");
    String id = rpc.create("{'name':'a'}");
    updateRefused(INVALID_PARAMS, id, "'progress':7.5");
    update(id, "'status':'in_progress','progress':0.5");
    assertThat(rpc.get(id).get("progress").asDouble()).isEqualTo(0.5);
  }

  @Test
  void item08_timesAreIso8601InUtc() {
    JsonNode task = rpc.result("tasks.create", "{'name':'a'}");
    assertThat(task.get("created_at").asText()).endsWith("Z");
    OffsetDateTime.parse(task.get("created_at").asText());
    OffsetDateTime.parse(task.get("updated_at").asText());
  }

  @Test
  void item09_aResultIsAnObjectAndOnlyOfWhatIsCompleted() {
    String id = rpc.create("{'name':'a'}");
    updateRefused(INVALID_PARAMS, id, "'result':{'a':1}");
    assertThat(rpc.get(id).get("result").isNull()).isTrue();
    update(id, "'status':'in_progress'");
    update(id, "'status':'completed','result':42");
    assertThat(rpc.get(id).get("result").toString()).isEqualTo("{\"result\":42}");
  }

  @Test
  void item10_anErrorIsOnlyOfWhatFailedOrWasCancelled() {
    String id = rpc.create("{'name':'a'}");
    updateRefused(INVALID_PARAMS, id, "'error':'no'");
    update(id, "'status':'in_progress'");
    update(id, "'status':'failed','error':''");
    assertThat(rpc.get(id).get("error").asText()).isNotBlank();
    JsonNode run = rpc.execute(rpc.create(task("b", "'inputs':{'fail':true}")));
    assertThat(run.get("status").asText()).isEqualTo("failed");
    assertThat(run.get("error").asText()).isNotBlank();
  }

  @Test
  void item11_timesGoWithTheStatus() {
    String id = rpc.create("{'name':'a'}");
    assertThat(rpc.get(id).get("started_at").isNull()).isTrue();
    update(id, "'status':'in_progress'");
    assertThat(rpc.get(id).get("started_at").isNull()).isFalse();
    assertThat(rpc.get(id).get("completed_at").isNull()).isTrue();
    update(id, "'status':'failed','error':'x'");
    assertThat(rpc.get(id).get("completed_at").isNull()).isFalse();
    update(id, "'status':'pending'");
    assertThat(rpc.get(id).get("started_at").isNull()).isTrue();
    assertThat(rpc.get(id).get("error").isNull()).isTrue();
  }

  @Test
  void item12_aParentIsATaskOfTheSameTree() {
    rpc.refused(BAD_PARENT, "tasks.create", "[{'name':'r'},{'name':'c','parent_id':'nobody'}]");
    rpc.refused(BAD_PARENT, "tasks.create", "{'name':'c','parent_id':'" + UUID.randomUUID() + "'}");
    String root = rpc.create("{'name':'r'}");
    JsonNode child = rpc.result("tasks.create", "{'name':'c','parent_id':'" + root + "'}");
    assertThat(child.get("parent_id").asText()).isEqualTo(root);
    assertThat(child.get("task_tree_id").asText()).isEqualTo(root);
    assertThat(rpc.get(root).get("has_children").asBoolean()).isTrue();
  }

  @Test
  void item13_aDependencyIsATaskOfTheSameTree() {
    rpc.refused(BAD_DEPENDENCY, "tasks.create", "{'name':'a','dependencies':['nobody']}");
    String other = rpc.create("{'name':'other'}");
    String id = rpc.create("{'name':'a'}");
    updateRefused(BAD_DEPENDENCY, id, "'dependencies':['" + other + "']");
    rpc.refused(CYCLE, "tasks.create", "{'id':'me','name':'a','dependencies':['me']}");
    updateRefused(CYCLE, id, "'dependencies':['" + id + "']");
  }

  @Test
  void item14_anOriginIsOneOfFourAndLinksAreOfCompletedTasks() {
    rpc.refused(BAD_SCHEMA, "tasks.create", "{'name':'a','origin_type':'theft'}");
    rpc.refused(BAD_SCHEMA, "tasks.create", "{'name':'a','original_task_id':'x'}");
    String pending = rpc.create("{'name':'a'}");
    assertThat(rpc.get(pending).get("origin_type").asText()).isEqualTo("create");
    for (String type : List.of("link", "archive")) {
      rpc.refused(
          BAD_TRANSITION,
          "tasks.clone",
          "{'task_id':'%s','origin_type':'%s'}".formatted(pending, type));
    }
  }

  @Test
  void item15_aScheduleThatIsEnabledHasATypeAndAnExpression() {
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','schedule_enabled':true}");
    String id = rpc.create("{'name':'a'}");
    updateRefused(INVALID_PARAMS, id, "'schedule_enabled':true");
    updateRefused(INVALID_PARAMS, id, "'schedule_type':'bogus','schedule_expression':'x'");
    JsonNode task =
        rpc.result(
            "tasks.create",
            "{'name':'a','schedule_type':'weekly','schedule_expression':'mon,wed@09:30','schedule_enabled':true}");
    assertThat(task.get("next_run_at").isTextual()).isTrue();
  }

  @Test
  void item16_runsAreCountedWithinTheirBounds() {
    String id =
        rpc.create(
            task(
                "a",
                "'schedule_type':'once','schedule_expression':'2099-01-01T00:00:00Z','schedule_enabled':true,'schedule_end_at':'2099-06-01T00:00:00Z','max_runs':1"));
    assertThat(rpc.get(id).get("next_run_at").asText()).startsWith("2099-01-01T00:00:00");
    rpc.execute(id);
    JsonNode done = rpc.result("tasks.scheduled.complete", named(id));
    assertThat(done.get("run_count").asInt()).isEqualTo(1);
    assertThat(done.get("next_run_at").isNull()).isTrue();
    assertThat(rpc.result("tasks.scheduled.complete", named(id)).get("run_count").asInt())
        .isEqualTo(1);
    updateRefused(INVALID_PARAMS, id, "'schedule_enabled':true");
  }

  @Test
  void item70_item71_aDueTaskRunsByItselfAndByTheSameRules() {
    JsonNode stored =
        rpc.createAll(
            "[{'name':'r',%1$s,'dependencies':['b'],'schedule_type':'interval','schedule_expression':'1','schedule_enabled':true,'max_runs':1},{'name':'a',%1$s,'parent_id':'r','inputs':{'x':1}},{'name':'b',%1$s,'parent_id':'r','dependencies':['a']}]"
                .formatted(ECHO));
    JsonNode root = rpc.awaitStatus(id(stored, "r"), "completed");
    JsonNode a = rpc.get(id(stored, "a"));
    JsonNode b = rpc.get(id(stored, "b"));
    assertThat(root.get("started_at").asText())
        .isGreaterThanOrEqualTo(b.get("completed_at").asText());
    assertThat(b.get("started_at").asText()).isGreaterThanOrEqualTo(a.get("completed_at").asText());
    assertThat(root.get("run_count").asInt()).isEqualTo(1);
    assertThat(b.at("/result/x").asInt()).as("merged flat").isEqualTo(1);
  }

  @Test
  void item17_hasReferencesIsABoolean() {
    String id = rpc.create("{'name':'a'}");
    assertThat(rpc.get(id).get("has_references").isBoolean()).isTrue();
    rpc.result("tasks.clone", named(id));
    assertThat(rpc.get(id).get("has_references").asBoolean()).isTrue();
  }

  @Test
  void item18_aTreeHasExactlyOneRoot() {
    assertThat(
            rpc.refused(BAD_TREE, "tasks.create", "[{'name':'a'},{'name':'b'}]")
                .get("data")
                .asText())
        .contains("Multiple root tasks found");
    rpc.refused(
        BAD_TREE, "tasks.create", "[{'name':'a','parent_id':'b'},{'name':'b','parent_id':'a'}]");
    assertThat(rpc.refused(INVALID_PARAMS, "tasks.create", "[]").get("data").asText())
        .isEqualTo("Tasks array cannot be empty");
  }

  @Test
  void item19_parentsMakeNoCycle() {
    rpc.refused(
        BAD_TREE,
        "tasks.create",
        "[{'name':'r'},{'name':'a','parent_id':'b'},{'name':'b','parent_id':'a'}]");
  }

  @Test
  void item20_childrenCarryTheirParentsId() {
    JsonNode stored =
        rpc.createAll("[{'name':'r'},{'name':'a','parent_id':'r'},{'name':'b','parent_id':'a'}]");
    assertThat(rpc.get(id(stored, "r")).get("parent_id").isNull()).isTrue();
    assertThat(rpc.get(id(stored, "b")).get("parent_id").asText()).isEqualTo(id(stored, "a"));
    assertThat(stored).allMatch(t -> t.get("task_tree_id").asText().equals(id(stored, "r")));
  }

  @Test
  void item21_item22_onlySixTransitionsAreLegal() {
    String id = rpc.create("{'name':'a'}");
    for (String to : List.of("completed", "failed")) {
      JsonNode error = updateRefused(BAD_TRANSITION, id, "'status':'" + to + "'");
      assertThat(error.get("data").asText()).startsWith("Update failed:");
      assertThat(rpc.get(id).get("status").asText()).isEqualTo("pending");
    }
    update(id, "'status':'in_progress'");
    updateRefused(BAD_TRANSITION, id, "'status':'pending'");
    update(id, "'status':'failed','error':'x'");
    updateRefused(BAD_TRANSITION, id, "'status':'completed'");
    update(id, "'status':'pending'");
    update(id, "'status':'cancelled'");
    updateRefused(BAD_TRANSITION, id, "'status':'pending'");
    JsonNode data =
        protocol
            .refused(
                BAD_TRANSITION,
                "tasks.update",
                "{'task_id':'%s','updates':{'status':'completed'}}".formatted(id))
            .get("data");
    assertThat(data.get("task_id").asText()).isEqualTo(id);
    assertThat(data.get("current_status").asText()).isEqualTo("cancelled");
    assertThat(data.get("attempted_transition").asText()).isEqualTo("cancelled -> completed");
    assertThat(data.get("reason").asText()).isNotBlank();
  }

  @Test
  void item23_item73_transitionsSetTheTimes() {
    JsonNode done = rpc.execute(rpc.create(task("a", "'inputs':{'x':1}")));
    assertThat(done.get("status").asText()).isEqualTo("completed");
    assertThat(done.get("progress").asDouble()).isEqualTo(1);
    OffsetDateTime started = OffsetDateTime.parse(done.get("started_at").asText());
    OffsetDateTime ended = OffsetDateTime.parse(done.get("completed_at").asText());
    assertThat(started).isBeforeOrEqualTo(ended);
    assertThat(OffsetDateTime.parse(done.get("updated_at").asText())).isAfterOrEqualTo(started);
  }

  @Test
  void item24_aTaskBeginsOnlyWhenItsDependenciesAreSatisfied() {
    JsonNode stored =
        rpc.createAll(
            "[{'name':'r'},{'name':'a','parent_id':'r'},{'name':'b','parent_id':'r','dependencies':['a']}]");
    updateRefused(UNSATISFIED, id(stored, "b"), "'status':'in_progress'");
    update(id(stored, "a"), "'status':'in_progress'");
    update(id(stored, "a"), "'status':'completed'");
    update(id(stored, "b"), "'status':'in_progress'");
  }

  @Test
  void item25_completedAndCancelledAreFinalUntilExecutedAgain() {
    String id = rpc.create(task("a", ""));
    rpc.execute(id);
    updateRefused(BAD_TRANSITION, id, "'status':'failed'");
    JsonNode cancelled = rpc.result("tasks.cancel", "{'task_ids':['" + id + "']}").get(0);
    assertThat(cancelled.get("status").asText()).isEqualTo("failed");
    assertThat(cancelled.get("current_status").asText()).isEqualTo("completed");
    assertThat(rpc.execute(id).get("status").asText()).isEqualTo("completed");
  }

  private static String chain(String first, String second) {
    return "[{'name':'r',%1$s},{'name':'a',%1$s,'parent_id':'r'%2$s},{'name':'b',%1$s,'parent_id':'r'%3$s}]"
        .formatted(ECHO, first.isEmpty() ? "" : "," + first, second.isEmpty() ? "" : "," + second);
  }

  @Test
  void item26_item31_aRequiredDependencyIsAwaitedWhateverThePriority() {
    JsonNode stored =
        rpc.createAll(
            chain(
                "'priority':3,'inputs':{'delay':0.3,'x':1}", "'priority':0,'dependencies':['a']"));
    rpc.execute(id(stored, "r"));
    JsonNode a = rpc.get(id(stored, "a"));
    JsonNode b = rpc.get(id(stored, "b"));
    assertThat(OffsetDateTime.parse(b.get("started_at").asText()))
        .isAfterOrEqualTo(OffsetDateTime.parse(a.get("completed_at").asText()));
  }

  @Test
  void item27_anOptionalDependencyIsAwaitedWhateverBecomesOfIt() {
    JsonNode stored =
        rpc.createAll(
            chain(
                "'inputs':{'delay':0.3,'fail':true}",
                "'dependencies':[{'id':'a','required':false}]"));
    rpc.execute(id(stored, "r"));
    JsonNode a = rpc.get(id(stored, "a"));
    JsonNode b = rpc.get(id(stored, "b"));
    assertThat(a.get("status").asText()).isEqualTo("failed");
    assertThat(b.get("status").asText()).isEqualTo("completed");
    assertThat(OffsetDateTime.parse(b.get("started_at").asText()))
        .isAfterOrEqualTo(OffsetDateTime.parse(a.get("completed_at").asText()));
  }

  @Test
  void item28_item33_whatWaitsForAFailedTaskStaysPendingAndTheRunEnds() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'fail':true}", "'dependencies':['a']"));
    JsonNode root = rpc.execute(id(stored, "r"));
    assertThat(root.get("status").asText()).isEqualTo("completed");
    assertThat(rpc.get(id(stored, "b")).get("status").asText()).isEqualTo("pending");
    assertThat(rpc.get(id(stored, "b")).get("error").isNull()).isTrue();
    assertThat(rpc.get(id(stored, "b")).at("/waiting_for/kind").asText())
        .isEqualTo("failed_dependency");
    assertThat(rpc.tree(id(stored, "r")).toString()).contains("failed_dependency");
  }

  @Test
  void item29_cyclesAreRefusedAtCreateAndUpdate() {
    JsonNode data =
        protocol
            .refused(
                CYCLE,
                "tasks.create",
                "[{'name':'r'},{'name':'a','parent_id':'r','dependencies':['b']},{'name':'b','parent_id':'r','dependencies':['a']}]")
            .get("data");
    assertThat(data.get("cycle")).hasSizeGreaterThan(1);
    JsonNode stored = rpc.createAll(chain("", "'dependencies':['a']"));
    updateRefused(CYCLE, id(stored, "a"), "'dependencies':['" + id(stored, "b") + "']");
    assertThat(rpc.get(id(stored, "a")).get("dependencies")).isEmpty();
  }

  @Test
  void item30_item32_readyTasksStartByPriorityThenInOrder() {
    StringBuilder tasks =
        new StringBuilder("[{'name':'r'},{'name':'gate',%s,'parent_id':'r'}".formatted(ECHO));
    for (int priority : List.of(3, 1, 0, 2, 0)) {
      tasks.append(
          ",{'name':'p%d-%d',%s,'parent_id':'r','priority':%d,'dependencies':['gate']}"
              .formatted(priority, tasks.length(), ECHO, priority));
    }
    JsonNode stored = rpc.createAll(tasks + "]");
    rpc.result("tasks.execute", named(id(stored, "r")));
    rpc.awaitEnd(id(stored, "r"));
    List<JsonNode> children = new ArrayList<>();
    rpc.tree(id(stored, "r")).get("children").forEach(node -> children.add(node.get("task")));
    List<Integer> byStart =
        children.stream()
            .filter(t -> t.get("name").asText().startsWith("p"))
            .sorted(java.util.Comparator.comparing(t -> t.get("started_at").asText()))
            .map(t -> t.get("priority").asInt())
            .toList();
    assertThat(byStart.get(0)).isZero();
    assertThat(byStart).hasSize(5);
  }

  @Test
  void item34_item39_executorsHaveUniqueIds() {
    JsonNode answer = new Rpc(http, "/system").result("system.executors", "{}");
    assertThat(answer.get("count").asInt()).isEqualTo(answer.get("executors").size());
    assertThat(answer.get("executors"))
        .extracting(e -> e.get("id").asText())
        .contains("echo_executor", "rest_executor")
        .doesNotHaveDuplicates();
  }

  @Test
  void item35_item36_anExecutorIsLookedUpByTheMethodOfTheSchemas() {
    rpc.refused(UNKNOWN_EXECUTOR, "tasks.create", "{'name':'a','schemas':{'method':'nobody'}}");
    assertThat(
            rpc.execute(rpc.create("{'name':'a','params':{'executor_id':'echo_executor'}}"))
                .get("status")
                .asText())
        .isEqualTo("completed");
    String off =
        rpc.create(
            "{'name':'a','schemas':{'method':'command_executor'},'inputs':{'command':'true'}}");
    assertThat(rpc.result("tasks.update", "{'task_id':'%s','name':'b'}".formatted(off)).get("name"))
        .hasToString("\"b\"");
    JsonNode unavailable = rpc.execute(off);
    assertThat(unavailable.get("status").asText()).isEqualTo("failed");
    assertThat(unavailable.get("error").asText()).contains("not available");
    JsonNode without = rpc.execute(rpc.create("{'name':'a'}"));
    assertThat(without.get("status").asText()).isEqualTo("failed");
    assertThat(without.get("error").asText()).contains("executor");
  }

  @Test
  void item37_item38_aFailureIsFailedWithItsTextAndAResultIsAnObject() {
    JsonNode failed =
        rpc.execute(rpc.create(task("a", "'inputs':{'fail':true,'fail_message':'because'}")));
    assertThat(failed.get("error").asText()).contains("because");
    JsonNode done = rpc.execute(rpc.create(task("a", "'inputs':{'x':[1]}")));
    assertThat(done.get("result").isObject()).as("%s", done).isTrue();
  }

  @Test
  void item40_inputsMustConformToTheTasksSchema() {
    String schema =
        "'schemas':{'method':'echo_executor','input_schema':{'type':'object','properties':{'n':{'type':'integer'}},'required':['n']}}";
    rpc.refused(BAD_SCHEMA, "tasks.create", "{'name':'a'," + schema + ",'inputs':{'n':'x'}}");
    String id = rpc.create("{'name':'a'," + schema + ",'inputs':{'n':1}}");
    updateRefused(BAD_SCHEMA, id, "'inputs':{'n':'x'}");
    assertThat(rpc.get(id).get("inputs").toString()).isEqualTo("{\"n\":1}");
  }

  @Test
  void item41_item63_ofManyExecutionsAtOnceOneBegins() throws Exception {
    String id = rpc.create(task("a", "'inputs':{'delay':2}"));
    List<Callable<String>> calls = new ArrayList<>();
    IntStream.range(0, 8)
        .forEach(
            i -> calls.add(() -> rpc.result("tasks.execute", named(id)).get("status").asText()));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<String> answers = new ArrayList<>();
      for (Future<String> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnly("started", "already_running");
      assertThat(answers.stream().filter("started"::equals)).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
    protocol.refused(EXECUTING, "tasks.execute", named(id));
    assertThat(rpc.awaitEnd(id).get("attempts").asInt()).isEqualTo(1);
  }

  @Test
  void item42_independentTasksRunAtTheSameTime() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'delay':2}", "'inputs':{'delay':2}"));
    rpc.execute(id(stored, "r"));
    JsonNode a = rpc.get(id(stored, "a"));
    JsonNode b = rpc.get(id(stored, "b"));
    assertThat(OffsetDateTime.parse(b.get("started_at").asText()))
        .isBefore(OffsetDateTime.parse(a.get("completed_at").asText()));
    assertThat(OffsetDateTime.parse(a.get("started_at").asText()))
        .isBefore(OffsetDateTime.parse(b.get("completed_at").asText()));
  }

  @Test
  void item44_item45_pendingAndRunningTasksAreCancelledWithTheMessage() {
    String pending = rpc.create(task("a", ""));
    JsonNode first =
        rpc.result(
                "tasks.cancel",
                "{'task_ids':['%s'],'error_message':'not today'}".formatted(pending))
            .get(0);
    assertThat(first.get("status").asText()).isEqualTo("cancelled");
    assertThat(first.get("message").asText()).isEqualTo("not today");
    assertThat(rpc.get(pending).get("error").asText()).isEqualTo("not today");
    String running = rpc.create(task("a", "'inputs':{'delay':600}"));
    rpc.result("tasks.execute", named(running));
    rpc.awaitStatus(running, "in_progress");
    JsonNode second =
        rpc.result(
                "tasks.cancel",
                "{'task_ids':['%s'],'force':true,'error_message':''}".formatted(running))
            .get(0);
    assertThat(second.get("status").asText()).isEqualTo("cancelled");
    assertThat(second.get("force").asBoolean()).isTrue();
    assertThat(rpc.get(running).get("status").asText()).isEqualTo("cancelled");
    assertThat(rpc.get(running).get("error").asText()).isEqualTo("Force cancelled by user");
    JsonNode again = rpc.result("tasks.cancel", "{'task_ids':['%s']}".formatted(running)).get(0);
    assertThat(again.get("message").asText()).contains("is already cancelled, cannot cancel");
    assertThat(rpc.result("tasks.cancel", "{'task_ids':['nobody']}").get(0).get("error").asText())
        .isEqualTo("Task not found");
    assertThat(rpc.result("tasks.cancel", "{}")).isEmpty();
  }

  @Test
  void item44_aSingleTaskIsCancelledAndTheRestGoesOn() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'delay':600}", "'inputs':{'delay':0.2}"));
    rpc.result("tasks.execute", named(id(stored, "r")));
    rpc.awaitStatus(id(stored, "a"), "in_progress");
    JsonNode answer = protocol.result("tasks.cancel", named(id(stored, "a")));
    assertThat(answer.get("status").asText()).isEqualTo("cancelled");
    rpc.awaitEnd(id(stored, "r"));
    assertThat(rpc.get(id(stored, "b")).get("status").asText()).isEqualTo("completed");
    assertThat(rpc.get(id(stored, "a")).get("error").asText()).isEqualTo("Cancelled by user");
    protocol.refused(BAD_TRANSITION, "tasks.cancel", named(id(stored, "a")));
    protocol.refused(UNKNOWN_TASK, "tasks.cancel", named("nobody"));
  }

  @Test
  void item46_failedTasksRunAgainAndWhatIsCompletedIsKept() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'x':1}", "'inputs':{'fail':true}"));
    rpc.execute(id(stored, "r"));
    JsonNode a = rpc.get(id(stored, "a"));
    update(id(stored, "b"), "'inputs':{'y':2}");
    rpc.execute(id(stored, "r"));
    assertThat(rpc.get(id(stored, "b")).get("status").asText()).isEqualTo("completed");
    assertThat(rpc.get(id(stored, "b")).get("error").isNull()).isTrue();
    assertThat(rpc.get(id(stored, "a")).get("started_at")).isEqualTo(a.get("started_at"));
  }

  @Test
  void item47_whatDependsOnATaskThatRunsAgainRunsAgainUnlessToldOtherwise() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'x':1}", "'dependencies':['a']"));
    rpc.execute(id(stored, "r"));
    String before = rpc.get(id(stored, "b")).get("started_at").asText();
    rpc.result("tasks.execute", "{'task_id':'%s','cascade':false}".formatted(id(stored, "a")));
    rpc.awaitEnd(id(stored, "r"));
    assertThat(rpc.get(id(stored, "b")).get("started_at").asText()).isEqualTo(before);
    rpc.execute(id(stored, "a"));
    assertThat(rpc.get(id(stored, "b")).get("started_at").asText()).isGreaterThan(before);
  }

  @Test
  void item48_item49_aCopyIsResetAndTheOriginalUntouched() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'x':1}", "'dependencies':['a','r']"));
    String root = id(stored, "r");
    rpc.execute(root);
    JsonNode before = rpc.tree(root);
    JsonNode copy =
        protocol.result("tasks.copy", "{'task_id':'%s','copy_children':true}".formatted(root));
    assertThat(copy.get("status").asText()).isEqualTo("pending");
    assertThat(copy.get("original_task_id").asText()).isEqualTo(root);
    JsonNode copied = rpc.tree(copy.get("copied_task_id").asText());
    assertThat(copied.get("children")).hasSize(2);
    assertThat(copied.toString()).doesNotContain(id(stored, "a") + "\",\"required");
    assertThat(copied.at("/task/result").isNull()).isTrue();
    assertThat(copied.at("/task/origin_type").asText()).isEqualTo("copy");
    assertThat(rpc.tree(root).at("/task/result")).isEqualTo(before.at("/task/result"));
    assertThat(rpc.execute(copy.get("copied_task_id").asText()).get("status").asText())
        .isEqualTo("completed");
  }

  @Test
  void item50_item54_storedTasksAreReadAndUnknownOnesAreErrors() {
    String unknown = UUID.randomUUID().toString();
    for (String method :
        List.of(
            "tasks.get",
            "tasks.detail",
            "tasks.tree",
            "tasks.update",
            "tasks.delete",
            "tasks.execute",
            "tasks.copy",
            "tasks.clone")) {
      JsonNode error = protocol.refused(UNKNOWN_TASK, method, named(unknown));
      assertThat(error.at("/data/task_id").asText()).isEqualTo(unknown);
    }
    rpc.refused(UNKNOWN_TASK, "tasks.children", "{'parent_id':'" + unknown + "'}");
    rpc.refused(INVALID_PARAMS, "tasks.get", "{}");
  }

  @Test
  void item51_anUpdateIsAllOrNothingAndReportsEverything() {
    String id = rpc.create("{'name':'a','inputs':{'x':1}}");
    String text =
        updateRefused(INVALID_PARAMS, id, "'name':7,'inputs':{'x':2},'priority':8,'user_id':'z'")
            .get("data")
            .asText();
    assertThat(text)
        .startsWith("Update failed:")
        .contains("name")
        .contains("priority")
        .contains("user_id");
    assertThat(rpc.get(id).get("inputs").toString()).isEqualTo("{\"x\":1}");
  }

  @Test
  void item52_item53_onlyPendingTasksNobodyDependsOnAreDeleted() {
    JsonNode stored = rpc.createAll(chain("", "'dependencies':['a']"));
    rpc.refused(NOT_DELETED, "tasks.delete", named(id(stored, "a")));
    protocol.refused(NOT_DELETED, "tasks.delete", named(id(stored, "r")));
    assertThat(rpc.result("tasks.delete", named(id(stored, "b"))).get("success").asBoolean())
        .isTrue();
    JsonNode deleted = rpc.result("tasks.delete", named(id(stored, "r")));
    assertThat(deleted.get("deleted_count").asInt()).isEqualTo(2);
    assertThat(deleted.get("children_deleted").asInt()).isEqualTo(1);
    rpc.refused(UNKNOWN_TASK, "tasks.get", named(id(stored, "r")));
    String done = rpc.create(task("a", ""));
    rpc.execute(done);
    assertThat(rpc.refused(NOT_DELETED, "tasks.delete", named(done)).get("data").asText())
        .contains("Cannot delete task")
        .contains("must be 'pending'");
  }

  @Test
  void item55_item56_theMethodsAreServedAtBothPaths() {
    for (Rpc at : List.of(rpc, protocol)) {
      String id = at.result("tasks.create", "{'name':'a'}").get("id").asText();
      assertThat(at.result("tasks.get", named(id)).get("id").asText()).isEqualTo(id);
      at.result("tasks.update", "{'task_id':'%s','updates':{'name':'b'}}".formatted(id));
      assertThat(at.result("tasks.tree", named(id)).at("/task/name").asText()).isEqualTo("b");
      at.result("tasks.list", "{}");
      at.result("tasks.children", "{'parent_id':'" + id + "'}");
      at.result("tasks.delete", named(id));
    }
    Answer untyped = http.post("/tasks", "{}", "Content-Type", "text/plain");
    assertThat(untyped.status()).isEqualTo(415);
  }

  @Test
  void item57_aListHasLimitOffsetAndTotal() {
    JsonNode stored =
        rpc.createAll("[{'name':'r','user_id':'lister'},{'name':'a','parent_id':'r'}]");
    rpc.create("{'name':'r2','user_id':'lister'}");
    JsonNode page = protocol.result("tasks.list", "{'user_id':'lister','limit':2,'offset':1}");
    assertThat(page.get("total").asInt()).isEqualTo(3);
    assertThat(page.get("limit").asInt()).isEqualTo(2);
    assertThat(page.get("offset").asInt()).isEqualTo(1);
    assertThat(page.get("tasks")).hasSize(2);
    assertThat(rpc.result("tasks.list", "{'user_id':'lister'}"))
        .extracting(t -> t.get("name").asText())
        .containsExactly("r2", "r");
    rpc.refused(INVALID_PARAMS, "tasks.list", "{'limit':1001}");
    rpc.refused(INVALID_PARAMS, "tasks.list", "{'offset':-1}");
    JsonNode count = rpc.result("tasks.count", "{'user_id':'lister'}");
    assertThat(count.get("pending").asInt()).isEqualTo(3);
    assertThat(count.get("total").asInt()).isEqualTo(3);
    assertThat(stored).hasSize(2);
  }

  @Test
  void item58_aTreeIsCompleteAndChildrenAreDirect() {
    JsonNode stored =
        rpc.createAll(
            "[{'name':'r'},{'name':'b','parent_id':'r','priority':3},{'name':'a','parent_id':'r','priority':1},{'name':'aa','parent_id':'a'}]");
    assertThat(rpc.tree(id(stored, "r")).at("/children/1/children/0/task/name").asText())
        .isEqualTo("aa");
    JsonNode children = rpc.result("tasks.children", "{'parent_id':'" + id(stored, "r") + "'}");
    assertThat(children).extracting(t -> t.get("name").asText()).containsExactly("a", "b");
    assertThat(
            protocol
                .result("tasks.children", "{'parent_id':'" + id(stored, "r") + "'}")
                .get("children"))
        .isEqualTo(children);
    assertThat(rpc.tree(id(stored, "a")).get("children")).hasSize(1);
    assertThat(
            rpc.result("tasks.detail", named(id(stored, "r"))).at("/children/0/task/name").asText())
        .isEqualTo("b");
  }

  private JsonNode raw(String path, String body) {
    Answer answer = http.post(path, Rpc.json(body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void item59_item60_item62_theErrorsOfJsonRpc() {
    for (String path : List.of("/tasks", "/system", "/")) {
      JsonNode broken = raw(path, "{'jsonrpc': '2.0', 'method': 'foobar, 'params': 'bar', 'baz]");
      assertThat(broken.at("/error/code").asInt()).isEqualTo(-32700);
      assertThat(broken.get("id").isNull()).isTrue();
      JsonNode malformed = raw(path, "{'jsonrpc': '2.0', 'method': 1, 'params': 'bar'}");
      assertThat(malformed.at("/error/code").asInt()).isEqualTo(-32600);
      assertThat(malformed.get("id").isNull()).isTrue();
      assertThat(raw(path, "[]").at("/error/code").asInt()).isEqualTo(-32600);
      JsonNode unknown = raw(path, "{'jsonrpc':'2.0','method':'foobar','id':'x'}");
      assertThat(unknown.at("/error/code").asInt()).isEqualTo(-32601);
      assertThat(unknown.at("/error/message").asText()).isEqualTo("Method not found");
      assertThat(unknown.get("id").asText()).isEqualTo("x");
      assertThat(raw(path, "{'method':'tasks.list','id':1}").at("/error/code").asInt())
          .isEqualTo(-32600);
    }
    rpc.refused(INVALID_PARAMS, "tasks.get", "['x']");
  }

  @Test
  void item60_batchesAndNotifications() {
    JsonNode answers =
        raw(
            "/tasks",
            "[{'jsonrpc':'2.0','method':'tasks.count','id':1.5},{'jsonrpc':'2.0','method':'tasks.create','params':{'name':'quiet'}},1,"
                + "{'jsonrpc':'2.0','method':'tasks.nothing','id':'9'},{'foo':'boo'},{'jsonrpc':'2.0','method':'tasks.count','id':null}]");
    assertThat(answers).hasSize(5);
    assertThat(answers.get(0).at("/result/total").isNumber()).isTrue();
    assertThat(answers.get(0).get("id").asDouble()).isEqualTo(1.5);
    assertThat(answers.get(1).at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(answers.get(2).at("/error/code").asInt()).isEqualTo(-32601);
    assertThat(answers.get(3).at("/error/code").asInt()).isEqualTo(-32600);
    assertThat(answers.get(4).get("id").isNull()).isTrue();
    Answer quiet = http.post("/tasks", Rpc.json("{'jsonrpc':'2.0','method':'tasks.nothing'}"));
    assertThat(quiet.status()).isEqualTo(204);
    assertThat(quiet.text()).isEmpty();
    Answer quietBatch = http.post("/tasks", Rpc.json("[{'jsonrpc':'2.0','method':'tasks.count'}]"));
    assertThat(quietBatch.status()).isEqualTo(204);
  }

  @Test
  void item61_errorsSayWhatWasExpected() {
    JsonNode data =
        protocol.refused(INVALID_PARAMS, "tasks.create", "{'name':'a','priority':9}").get("data");
    assertThat(data.get("field").asText()).isEqualTo("priority");
    assertThat(data.get("expected").asText()).contains("from 0 to 3");
    assertThat(data.get("actual").asText()).isEqualTo("9");
    assertThat(data.get("path").asText()).isEqualTo("/0/priority");
    JsonNode several = protocol.error("tasks.create", "{'name':7,'priority':9}").get("data");
    assertThat(several.get("errors")).hasSize(2);
    assertThat(rpc.error("tasks.create", "{'name':'a','priority':9}").get("data").isTextual())
        .isTrue();
  }

  @Test
  void item64_theVersionOfTheProtocolIsSaid() {
    JsonNode health = new Rpc(http, "/system").result("system.health", "{}");
    assertThat(health.get("protocol_version").asText()).isEqualTo("1.0");
    assertThat(health.get("status").asText()).isEqualTo("healthy");
    assertThat(health.get("uptime").isNumber()).isTrue();
    JsonNode methods = http.get("/tasks/methods").json();
    assertThat(methods.get("protocol_version").asText()).isEqualTo("1.0");
    assertThat(methods.get("total").asInt()).isGreaterThanOrEqualTo(15);
  }

  @Test
  void item67_theAgentCardIsNotThereYetAndNoFault() {
    for (String path : List.of("/.well-known/agent-card", "/.well-known/agent-card.json")) {
      Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
      assertThat(answer.json().get("code").asText()).isEqualTo("not_found");
      assertThat(answer.json().get("instance").asText()).isEqualTo(path);
    }
  }

  @Test
  void item69_aTaskIsRetriedByItsPolicy() {
    String retry =
        "'retry':{'max_attempts':3,'backoff':'exponential','initial_delay':0.01,'max_delay':1.0}";
    JsonNode done = rpc.execute(rpc.create(task("a", "'inputs':{'fail_times':2}," + retry)));
    assertThat(done.get("status").asText()).isEqualTo("completed");
    assertThat(done.get("attempts").asInt()).isEqualTo(3);
  }

  @Test
  void item73_cancelAndExecuteAtOnceLeaveOneAnswer() {
    String id = rpc.create(task("a", "'inputs':{'delay':0.05}"));
    rpc.result("tasks.execute", named(id));
    rpc.result("tasks.cancel", "{'task_ids':['" + id + "']}");
    JsonNode task = rpc.awaitEnd(id);
    assertThat(task.get("status").asText()).isIn("cancelled", "completed");
    assertThat(task.get("completed_at").isNull()).isFalse();
  }

  @Test
  void resultsAreMergedFlatAndUnderTheDependencysId() {
    JsonNode stored =
        rpc.createAll(chain("'inputs':{'x':1,'y':2}", "'dependencies':['a'],'inputs':{'y':'own'}"));
    rpc.execute(id(stored, "r"));
    JsonNode result = rpc.get(id(stored, "b")).get("result");
    assertThat(result.get("x").asInt()).isEqualTo(1);
    assertThat(result.get("y").asText()).isEqualTo("own");
    assertThat(result.at("/" + id(stored, "a") + "/y").asInt()).isEqualTo(2);
    assertThat(rpc.get(id(stored, "b")).get("inputs").toString()).isEqualTo("{\"y\":\"own\"}");
  }

  @Test
  void aDemoEntersNoExecutor() {
    String id =
        rpc.create(
            "{'name':'a','schemas':{'method':'rest_executor'},'inputs':{'url':'http://nowhere.invalid/'}}");
    rpc.result("tasks.execute", "{'task_id':'%s','use_demo':true}".formatted(id));
    JsonNode done = rpc.awaitEnd(id);
    assertThat(done.get("status").asText()).isEqualTo("completed");
    assertThat(done.at("/result/demo_mode").asBoolean()).isTrue();
  }

  @Test
  void whoWantsToWaitIsAnsweredAtTheEnd() {
    String id = rpc.create("{'name':'a',%s,'inputs':{'delay':0.3,'x':1}}".formatted(ECHO));
    JsonNode answer = rpc.result("tasks.execute", "{'task_id':'%s','wait':true}".formatted(id));
    assertThat(answer.get("status").asText()).isEqualTo("completed");
    assertThat(answer.at("/result/x").asInt()).isEqualTo(1);
    assertThat(answer.get("root_task_id").asText()).isEqualTo(id);
    rpc.refused(INVALID_PARAMS, "tasks.execute", "{'task_id':'%s','wait':7}".formatted(id));
  }

  @Test
  void anArrayIsStoredAndExecutedAtOnce() {
    JsonNode started =
        rpc.result("tasks.execute", "{'tasks':" + chain("", "'dependencies':['a']") + "}");
    JsonNode root = rpc.awaitEnd(started.get("root_task_id").asText());
    assertThat(root.get("status").asText()).isEqualTo("completed");
    assertThat(rpc.tree(root.get("id").asText()).get("children")).hasSize(2);
    rpc.refused(BAD_TREE, "tasks.execute", "{'tasks':[{'name':'a'},{'name':'b'}]}");
  }

  @Test
  void linksShowTheirOriginalsEverywhereAndAreNotRun() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'x':5}", "'dependencies':['a']"));
    String root = id(stored, "r");
    rpc.execute(root);
    JsonNode links =
        rpc.result("tasks.clone", "{'task_id':'%s','origin_type':'link'}".formatted(root));
    assertThat(links).hasSize(3);
    String link = id(links, "a");
    assertThat(rpc.get(link).at("/result/x").asInt()).isEqualTo(5);
    assertThat(rpc.get(link).at("/inputs/x").asInt()).isEqualTo(5);
    assertThat(rpc.get(link).get("status").asText()).isEqualTo("completed");
    rpc.refused(BAD_TRANSITION, "tasks.execute", named(id(links, "r")));
    JsonNode mixed =
        rpc.result(
            "tasks.clone",
            "{'task_id':'%s','origin_type':'mixed','link_task_ids':['%s']}"
                .formatted(root, id(stored, "a")));
    rpc.execute(id(mixed, "r"));
    assertThat(rpc.get(id(mixed, "b")).at("/result/x").asInt()).isEqualTo(5);
    assertThat(rpc.get(id(mixed, "a")).get("origin_type").asText()).isEqualTo("link");
    assertThat(http.get("/api/tasks/" + link).json().at("/result/x").asInt()).isEqualTo(5);
    assertThat(http.send("DELETE", "/api/trees/" + root, "").status()).isEqualTo(409);
  }

  @Test
  void anArchiveStaysAsItIs() {
    String id = rpc.create(task("a", "'inputs':{'x':1}"));
    rpc.execute(id);
    JsonNode archived =
        rpc.result("tasks.clone", "{'task_id':'%s','origin_type':'archive'}".formatted(id));
    assertThat(archived.get("id").asText()).isEqualTo(id);
    assertThat(archived.get("origin_type").asText()).isEqualTo("archive");
    updateRefused(BAD_TRANSITION, id, "'name':'b'");
    rpc.refused(BAD_TRANSITION, "tasks.execute", named(id));
  }

  @Test
  void copiesOfEveryMode() {
    JsonNode stored = rpc.createAll(chain("'inputs':{'x':1}", "'dependencies':['a']"));
    rpc.execute(id(stored, "r"));
    String a = id(stored, "a");
    assertThat(rpc.result("tasks.copy", named(a)).get("children")).hasSize(2);
    JsonNode full = rpc.result("tasks.copy", "{'task_id':'%s','copy_mode':'full'}".formatted(a));
    assertThat(full.get("status").asText()).isEqualTo("completed");
    assertThat(full.get("children")).allMatch(t -> t.get("status").asText().equals("pending"));
    JsonNode custom =
        rpc.result(
            "tasks.copy",
            "{'task_id':'%s','copy_mode':'custom','custom_task_ids':['%s']}"
                .formatted(a, id(stored, "b")));
    assertThat(custom.get("children")).hasSize(2);
    JsonNode unsaved = rpc.result("tasks.copy", "{'task_id':'%s','save':false}".formatted(a));
    assertThat(unsaved.get("saved").asBoolean()).isFalse();
    assertThat(rpc.createAll(unsaved.get("tasks").toString())).hasSize(3);
    JsonNode whole =
        rpc.result("tasks.copy", "{'task_id':'%s','copy_mode':'full','save':false}".formatted(a));
    assertThat(rpc.createAll(whole.get("tasks").toString())).hasSize(3);
    String alone = "{'task_id':'%s','copy_children':false}".formatted(id(stored, "r"));
    assertThat(rpc.result("tasks.copy", alone).get("children")).isEmpty();
    rpc.refused(INVALID_PARAMS, "tasks.copy", "{'task_id':'%s','copy_mode':'custom'}".formatted(a));
    rpc.refused(INVALID_PARAMS, "tasks.copy", "{'task_id':'%s','copy_mode':'odd'}".formatted(a));
    JsonNode run =
        rpc.result("tasks.execute", "{'task_id':'%s','copy_execution':true}".formatted(a));
    assertThat(run.get("original_task_id").asText()).isEqualTo(a);
    assertThat(rpc.awaitEnd(run.get("root_task_id").asText()).get("status").asText())
        .isEqualTo("completed");
  }

  @Test
  void whatNeedsAModelOrAScheduleSaysSo() {
    assertThat(rpc.refused(-32000, "tasks.generate", "{'requirement':'x'}").get("data").asText())
        .contains("No model configured");
    rpc.refused(INVALID_PARAMS, "tasks.generate", "{}");
  }

  @Test
  void theKeysOfModelsAreKeptAndNeverShown() {
    Rpc system = new Rpc(http, "/system");
    String user = "'user_id':'key-user'";
    system.result("config.llm_key.set", "{'api_key':'sk-secret','provider':'openai'," + user + "}");
    JsonNode got = system.result("config.llm_key.get", "{" + user + "}");
    assertThat(got.get("has_key").asBoolean()).isTrue();
    assertThat(got.at("/providers/openai").asText()).isEqualTo("***");
    assertThat(got.toString()).doesNotContain("sk-secret");
    assertThat(
            system
                .result("config.llm_key.delete", "{'provider':'openai'," + user + "}")
                .get("deleted")
                .asBoolean())
        .isTrue();
    assertThat(system.result("config.llm_key.get", "{" + user + "}").get("has_key").asBoolean())
        .isFalse();
  }

  @Test
  void optionsNeedNoBodyAndOtherVerbsAreRefused() {
    assertThat(http.send("OPTIONS", "/tasks", "").status()).isEqualTo(204);
    assertThat(http.send("PUT", "/tasks", "{}").status()).isEqualTo(405);
    assertThat(http.get("/tasks").status()).isLessThan(500);
    Duration bound = Rpc.BOUND;
    assertThat(bound).isPositive();
    assertThat(Json.object()).isEmpty();
  }

  // #19
  @Test
  void aNulInAnIdNamesNothingInAnyMethod() {
    String pending = rpc.create(task("a", ""));
    JsonNode cancelled =
        rpc.result("tasks.cancel", "{'task_ids':['%s','\\u0000']}".formatted(pending));
    assertThat(cancelled.at("/0/status").asText()).isEqualTo("cancelled");
    assertThat(cancelled.at("/1/status").asText()).isEqualTo("failed");
    assertThat(cancelled.at("/1/error").asText()).isEqualTo("Task not found");
    assertThat(
            rpc.result("tasks.running.status", "{'task_ids':['x\\u0000']}")
                .at("/0/status")
                .asText())
        .isEqualTo("not_found");
    rpc.refused(INVALID_PARAMS, "tasks.create", "{'name':'c','parent_id':'\\u0000'}");
    rpc.refused(
        UNKNOWN_TASK,
        "tasks.copy",
        "{'task_id':'%s','copy_mode':'custom','custom_task_ids':['\\u0000']}".formatted(pending));
    for (String method :
        List.of(
            "tasks.get",
            "tasks.tree",
            "tasks.detail",
            "tasks.children",
            "tasks.update",
            "tasks.delete",
            "tasks.copy",
            "tasks.clone",
            "tasks.cancel",
            "tasks.execute",
            "tasks.webhook.trigger",
            "tasks.scheduled.init",
            "tasks.scheduled.complete")) {
      rpc.refused(INVALID_PARAMS, method, "{'task_id':'\\u0000','parent_id':'\\u0000'}");
    }
    for (String method : List.of("tasks.list", "tasks.count", "tasks.running.list")) {
      rpc.refused(INVALID_PARAMS, method, "{'user_id':'\\u0000'}");
    }
    assertThat(http.get("/api/trees?name=%00").status()).isEqualTo(400);
    assertThat(http.get("/api/tasks/%00").status()).isBetween(400, 404);
  }

  // #19
  @Test
  void anErrorNamesTheTaskAndTheField() {
    String tasks =
        "[%s,%s]"
            .formatted(
                task("a", ""), task("b", "'parent_id':'a','priority':'x','dependencies':[7]"));
    assertThat(rpc.refused(INVALID_PARAMS, "tasks.create", tasks).get("data").asText())
        .contains("Task at index 1 ('b'), priority: expected a whole number from 0 to 3, got 'x'.")
        .contains("Task at index 1 ('b'), dependencies[0]: ");
    assertThat(
            rpc.refused(INVALID_PARAMS, "tasks.execute", "{'tasks':%s}".formatted(tasks))
                .get("data")
                .asText())
        .contains("Task at index 1 ('b'), priority: ");
    String id = rpc.create(task("a", ""));
    JsonNode data =
        protocol
            .error("tasks.update", "{'task_id':'%s','dependencies':['nobody']}".formatted(id))
            .get("data");
    assertThat(data.get("field").asText()).isEqualTo("dependencies");
    assertThat(data.get("path").asText()).isEqualTo("/dependencies/0");
    assertThat(data.get("reason").asText()).doesNotContain("submission");
  }

  // #19
  @Test
  void aLinkKeepsItsDataWhenItsOriginalRunsAgainAndChanges() {
    String id = rpc.create(task("a", "'inputs':{'x':5}"));
    rpc.execute(id);
    JsonNode link =
        rpc.result("tasks.clone", "{'task_id':'%s','origin_type':'link'}".formatted(id));
    update(id, "'inputs':{'x':6}");
    rpc.execute(id);
    assertThat(rpc.get(id).at("/result/x").asInt()).isEqualTo(6);
    JsonNode kept = rpc.get(link.get("id").asText());
    assertThat(kept.at("/result/x").asInt()).isEqualTo(5);
    assertThat(kept.at("/inputs/x").asInt()).isEqualTo(5);
  }

  // #19
  @Test
  void aCopyOfAPartHasTheValuesOfWhatItLeavesBehind() {
    JsonNode stored =
        rpc.createAll(
            "[%s,%s,%s]"
                .formatted(
                    task("r", "'id':'r'"),
                    task("a", "'parent_id':'r','inputs':{'n':{'x.y':5}}"),
                    task(
                        "b",
                        "'parent_id':'r','dependencies':['a'],'inputs':{'m':'${a.n[\\'x.y\\']}'}")));
    rpc.execute(id(stored, "r"));
    assertThat(rpc.get(id(stored, "b")).at("/result/m").asInt()).isEqualTo(5);
    JsonNode copy =
        rpc.result(
            "tasks.copy", "{'task_id':'%s','copy_children':false}".formatted(id(stored, "b")));
    assertThat(copy.at("/inputs/m").asInt()).isEqualTo(5);
    assertThat(rpc.execute(copy.get("id").asText()).at("/result/m").asInt()).isEqualTo(5);
  }

  // #19
  @Test
  void aCancelledRootGivesItsRunTheMessageOfItsCaller() {
    String id =
        rpc.create("{'name':'w','schemas':{'method':'wait_executor'},'inputs':{'duration':600}}");
    JsonNode started = rpc.result("tasks.execute", named(id));
    rpc.result(
        "tasks.cancel", "{'task_ids':['%s'],'error_message':'wrong customer'}".formatted(id));
    assertThat(rpc.get(id).get("error").asText()).isEqualTo("wrong customer");
    assertThat(http.get("/api/runs/" + started.get("run_id").asText()).at("/error"))
        .isEqualTo("wrong customer");
  }

  // #19
  @Test
  void pathsOfCallsAnswerOtherVerbsAlike() {
    for (String path : List.of("/tasks", "/tasks/", "/system")) {
      for (String verb : List.of("GET", "PUT", "DELETE")) {
        Http.Answer answer = http.send(verb, path, "");
        assertThat(answer.status()).as(verb + " " + path).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST, OPTIONS");
      }
    }
  }

  // #19
  @Test
  void aParseErrorNamesNoClass() {
    for (String body : List.of("{", "{} {}", "[".repeat(600), "{'a':1}")) {
      assertThat(http.post("/tasks", body).at("/error/data"))
          .doesNotContain("Source", "jackson", "`", "Stream");
    }
  }
}
