package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.aggregate.AggregateExecutor;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.json.Json;
import org.espalier.json.MalformedJsonException;
import org.espalier.json.field.InvalidTreeException;
import org.espalier.schedule.ScheduleDefinition;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.RetryPolicy;
import org.espalier.tree.Task;
import org.espalier.tree.TaskDefinition;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123456789Z");
  private static final String ECHO = "'schemas':{'method':'echo_executor'}";

  private static SubmissionReader reader(Map<String, String> values) {
    EspalierSettings settings =
        EspalierSettings.read(key -> Optional.ofNullable(values.get(key)), "test");
    ExecutorRegistry registry =
        new ExecutorRegistry(
            List.of(new EchoExecutor(), new AggregateExecutor()), settings.executors());
    return new SubmissionReader(
        settings,
        new RegistryCatalog(registry, new InputSchemas()),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static final SubmissionReader READER = reader(Map.of());

  private static JsonNode json(String text) {
    return strictly(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode strictly(byte[] bytes) {
    try {
      return Json.readStrictly(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NewTree read(String text) {
    SubmissionReader.Submission submission = READER.read(json(text));
    assertThat(submission.isBulk()).isFalse();
    return submission.trees().get(0);
  }

  /** Pointer and code of each fault. */
  private static List<String> faults(SubmissionReader reader, JsonNode body) {
    InvalidTreeException refusal =
        catchThrowableOfType(InvalidTreeException.class, () -> reader.read(body));
    assertThat(refusal).as("refusal").isNotNull();
    return refusal.violations().stream().map(v -> v.pointer() + " " + v.code().word()).toList();
  }

  private static List<String> faults(String text) {
    return faults(READER, json(text));
  }

  private static String message(String text) {
    return catchThrowableOfType(InvalidTreeException.class, () -> READER.read(json(text)))
        .violations()
        .get(0)
        .message();
  }

  private static Task task(NewTree tree, String name) {
    return tree.tasks().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void readsATaskWithEveryField() {
    NewTree tree =
        read(
            "{'tasks':[{'id':'11111111-1111-4111-8111-111111111111','name':'root',"
                + ECHO
                + "},{'id':'child','parent_id':'root','user_id':'u1','name':'c','priority':0,"
                + "'dependencies':['root'],'inputs':{'n':8.50},'params':{'p':1},"
                + "'schemas':{'method':'echo_executor','type':'x'},'timeout':1.5,'at_most_once':true,"
                + "'run_if':{'value':'${root.ok}','op':'eq','to':1.0},"
                + "'retry':{'max_attempts':4,'backoff':'linear','initial_delay':0.25,'max_delay':9,"
                + "'jitter':0,'retry_on':['timeout']},'status':'pending','progress':0.0,'result':null}]}");
    UUID root = UUID.fromString("11111111-1111-4111-8111-111111111111");
    Task child = task(tree, "c");
    assertThat(tree.tree().id()).isEqualTo(root);
    assertThat(child.treeId()).isEqualTo(root);
    assertThat(child.parentId()).contains(root);
    assertThat(child.id().version()).isEqualTo(4);
    assertThat(child.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123456Z"));
    assertThat(child.definition())
        .isEqualTo(
            new TaskDefinition(
                "child",
                "u1",
                "c",
                "echo_executor",
                0,
                List.of(new TaskDependency(root, true)),
                "{\"n\":8.50}",
                "{\"p\":1}",
                "{\"method\":\"echo_executor\",\"type\":\"x\"}",
                new RetryPolicy(
                    4,
                    RetryPolicy.Backoff.LINEAR,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(9),
                    0,
                    Set.of("timeout")),
                Duration.ofMillis(1_500),
                true,
                ScheduleDefinition.NONE,
                null,
                "{\"value\":\"${root.ok}\",\"op\":\"eq\",\"to\":1.0}"));
  }

  @Test
  void aTaskThatSaysLittleHasDefaults() {
    Task task = read("{'name':'t'," + ECHO + "}").tasks().get(0);
    assertThat(task.definition())
        .isEqualTo(
            new TaskDefinition(
                null,
                null,
                "t",
                "echo_executor",
                2,
                List.of(),
                "{}",
                null,
                "{\"method\":\"echo_executor\"}",
                null,
                null,
                false,
                ScheduleDefinition.NONE,
                null,
                null));
    assertThat(task.status()).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  void theExecutorMayStandInTheParams() {
    assertThat(read("{'name':'t','params':{'executor_id':'echo_executor'}}").tasks().get(0))
        .extracting(Task::executor)
        .isEqualTo("echo_executor");
  }

  @Test
  void readsNestedTasksParentsFirst() {
    NewTree tree =
        read(
            ("{'name':'r',E,'children':[{'name':'a',E,'children':[{'name':'b',E}]},"
                    + "{'name':'c',E,'parent_id':'r','dependencies':['b']}]}")
                .replace("E", ECHO));
    assertThat(tree.tasks()).extracting(Task::name).containsExactly("r", "a", "b", "c");
    assertThat(task(tree, "b").parentId()).contains(task(tree, "a").id());
    assertThat(task(tree, "c").parentId()).contains(task(tree, "r").id());
    assertThat(task(tree, "c").dependencies())
        .containsExactly(new TaskDependency(task(tree, "b").id(), true));
  }

  @Test
  void readsAnArrayOfTasks() {
    assertThat(read("[{'name':'r'," + ECHO + "}]").tasks()).hasSize(1);
  }

  @Test
  void readsTreesInBulkInTheirOrder() {
    SubmissionReader.Submission bulk =
        READER.read(
            json(
                "{'trees':[{'tasks':[{'name':'one',E}]},{'name':'two',E},[{'name':'three',E}]]}"
                    .replace("E", ECHO)));
    assertThat(bulk.isBulk()).isTrue();
    assertThat(bulk.trees())
        .extracting(tree -> tree.tree().name())
        .containsExactly("one", "two", "three");
  }

  @Test
  void refersToTasksByIdKeyAndName() {
    NewTree tree =
        read(
            ("{'tasks':[{'id':'ABCDEFAB-1111-4111-8111-111111111111','name':'r',E},"
                    + "{'id':'k','name':'n','parent_id':'abcdefab-1111-4111-8111-111111111111',E},"
                    + "{'name':'x','parent_id':'r',E,'dependencies':['k',{'name':'r','required':false},"
                    + "{'id':'n','type':'result'}]}]}")
                .replace("E,", ECHO + ",")
                .replace("E}", ECHO + "}"));
    assertThat(task(tree, "n").key()).contains("k");
    assertThat(task(tree, "x").dependencies())
        .containsExactly(
            new TaskDependency(task(tree, "n").id(), true),
            new TaskDependency(task(tree, "r").id(), false));
  }

  @Test
  void keepsAKeyBesideAUuid() {
    Task task =
        read("{'id':'11111111-1111-4111-8111-111111111111','key':'k','name':'t'," + ECHO + "}")
            .tasks()
            .get(0);
    assertThat(task.id()).isEqualTo(UUID.fromString("11111111-1111-4111-8111-111111111111"));
    assertThat(task.key()).contains("k");
  }

  @Test
  void aUuidOfAnotherVersionIsAKey() {
    Task task =
        read("{'id':'11111111-1111-1111-8111-111111111111','name':'t'," + ECHO + "}")
            .tasks()
            .get(0);
    assertThat(task.key()).contains("11111111-1111-1111-8111-111111111111");
  }

  @Test
  void aNestedTaskHangsUnderItsOwnParentThoughItsNameIsAnothersId() {
    NewTree tree =
        read(
            ("{'name':'r',E,'children':[{'id':'a','name':'x',E},"
                    + "{'name':'a',E,'children':[{'name':'b',E}]}]}")
                .replace("E", ECHO));
    assertThat(task(tree, "b").parentId()).contains(task(tree, "a").id());
  }

  @Test
  void aNestedTaskMayOnlyNameTheParentItStandsIn() {
    assertThat(
            faults(
                ("{'id':'r','name':'root',E,'children':[{'name':'a','parent_id':'root',E},"
                        + "{'name':'b','parent_id':'r',E},{'name':'c','parent_id':'a',E},"
                        + "{'name':'d','parent_id':'none',E}]}")
                    .replace("E", ECHO)))
        .containsExactly(
            "/children/2/parent_id unknown_parent", "/children/3/parent_id unknown_parent");
  }

  @Test
  void reportsEveryFaultOfASubmissionAtOnce() {
    String body =
        """
        {'tasks':[
          {'id':'r','name':'r',E},
          {'id':'r2','name':'second root',E},
          {'name':'p','parent_id':'nobody',E},
          {'name':'d','parent_id':'r','dependencies':['nothing'],E},
          {'name':'c1','parent_id':'r','dependencies':['c2'],E},
          {'name':'c2','parent_id':'r','dependencies':['c3'],E},
          {'name':'c3','parent_id':'r','dependencies':['c1'],E},
          {'name':'m1','parent_id':'m2',E},
          {'name':'m2','parent_id':'m1',E},
          {'id':'r2','name':'r','parent_id':'r',E},
          {'name':'prio','parent_id':'r','priority':7,E},
          {'name':'exec','parent_id':'r','schemas':{'method':'ecko_executor'}},
          {'name':'in','parent_id':'r','inputs':{'delay':'soon'},E},
          {'name':'own','parent_id':'r','inputs':{'n':'x'},
           'schemas':{'method':'echo_executor','input_schema':{'properties':{'n':{'type':'number'}}}}},
          {'name':'LONG','parent_id':'r',E},
          {'name':'st','parent_id':'r','status':'completed','result':{'x':1},E},
          {'name':'un','parent_id':'r','priorty':1,'a/b~c':1,E},
          {'parent_id':'r',E},
          {'name':'ref','parent_id':'r','inputs':{'x':['${none.n}']},E},
          7]}
        """
            .replace("E}", ECHO + "}")
            .replace("LONG", "x".repeat(256));
    assertThat(faults(body))
        .containsExactlyInAnyOrder(
            " several_roots",
            "/tasks/2/parent_id unknown_parent",
            "/tasks/3/dependencies/0 unknown_dependency",
            "/tasks/4/dependencies dependency_cycle",
            "/tasks/7/parent_id parent_cycle",
            "/tasks/9/id duplicate_id",
            "/tasks/9/name duplicate_name",
            "/tasks/10/priority range",
            "/tasks/11/schemas/method unknown_executor",
            "/tasks/12/inputs/delay inputs_schema",
            "/tasks/13/inputs/n inputs_schema",
            "/tasks/14/name length",
            "/tasks/15/status read_only",
            "/tasks/15/result read_only",
            "/tasks/16/priorty unknown_field",
            "/tasks/16/a~1b~0c unknown_field",
            "/tasks/17/name required",
            "/tasks/18/inputs/x/0 unknown_reference",
            "/tasks/19 type");
  }

  /** A fault alone: what stands in the task beside its name and executor, and what it is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'priority':-1 | /priority range",
        "'priority':4 | /priority range",
        "'priority':1.5 | /priority type",
        "'priority':'1' | /priority type",
        "'priority':99999999999 | /priority range",
        "'timeout':0 | /timeout range",
        "'timeout':2592001 | /timeout range",
        "'timeout':'1s' | /timeout type",
        "'at_most_once':'yes' | /at_most_once type",
        "'run_if':'yes' | /run_if type",
        "'run_if':{'value':'${x.y}','op':'is','to':1} | /run_if/op range",
        "'run_if':{'not':{'value':'${x.y}','op':'eq','to':1}} | /run_if/not/value unknown_reference",
        "'inputs':[] | /inputs type",
        "'params':7 | /params type",
        "'user_id':'' | /user_id length",
        "'user_id':7 | /user_id type",
        "'key':'a\\u0000b' | /key characters",
        "'dependencies':{} | /dependencies type",
        "'dependencies':[7] | /dependencies/0 type",
        "'dependencies':[{}] | /dependencies/0 required",
        "'dependencies':[{'id':'t','type':'data'}] | /dependencies/0/type range",
        "'dependencies':[{'id':'t','x':1}] | /dependencies/0/x unknown_field",
        "'dependencies':[{'id':'t','required':1}] | /dependencies/0/required type",
        "'dependencies':['t'] | /dependencies dependency_cycle",
        "'retry':{'max_attempts':0} | /retry/max_attempts range",
        "'retry':{'max_attempts':1001} | /retry/max_attempts range",
        "'retry':{'backoff':'quadratic'} | /retry/backoff range",
        "'retry':{'backoff':1} | /retry/backoff type",
        "'retry':{'jitter':1.5} | /retry/jitter range",
        "'retry':{'initial_delay':-1} | /retry/initial_delay range",
        "'retry':{'retry_on':[1]} | /retry/retry_on/0 type",
        "'retry':{'tries':1} | /retry/tries unknown_field",
        "'retry':3 | /retry type",
        "'progress':0.5 | /progress read_only",
        "'attempts':1 | /attempts read_only",
        "'error':'x' | /error read_only",
        "'children':{} | /children type",
        "'children':[1] | /children/0 type",
        "'id':'a','key':'b' | /key duplicate_id",
      })
  void reportsAFaultAtItsPlace(String fields, String fault) {
    assertThat(faults("{'name':'t'," + ECHO + "," + fields.strip() + "}")).contains(fault.strip());
  }

  @Test
  void reportsTheFaultsOfSchemas() {
    assertThat(faults("{'name':'t'}")).containsExactly("/schemas/method required");
    assertThat(faults("{'name':'t','params':{'executor_id':'nope'}}"))
        .containsExactly("/params/executor_id unknown_executor");
    assertThat(faults("{'name':'t','schemas':{'method':'echo_executor','input_schema':7}}"))
        .containsExactly("/schemas/input_schema schema_invalid");
    assertThat(
            faults(
                "{'name':'t','schemas':{'method':'echo_executor','input_schema':{'type':'nonsense'}}}"))
        .containsExactly("/schemas/input_schema schema_invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "'text'", "null", "true"})
  void refusesABodyThatIsNoTree(String body) {
    assertThat(faults(body)).containsExactly(" type");
  }

  @Test
  void refusesListsWithoutATask() {
    assertThat(faults("[]")).containsExactly(" required");
    assertThat(faults("{'tasks':[]}")).containsExactly("/tasks required");
    assertThat(faults("{'tasks':7}")).containsExactly("/tasks type");
    assertThat(faults("{'trees':[]}")).containsExactly("/trees required");
    assertThat(faults("{'trees':7}")).containsExactly("/trees type");
    assertThat(faults("{'tasks':[],'run':true}"))
        .containsExactly("/run unknown_field", "/tasks required");
  }

  @Test
  void refusesATreeWithoutARoot() {
    assertThat(faults("{'name':'t','parent_id':'t'," + ECHO + "}"))
        .containsExactly(" no_root", "/parent_id parent_cycle");
  }

  @Test
  void namesTheTasksOfACycleInOrder() {
    assertThat(
            message(
                ("{'tasks':[{'name':'r',E},{'name':'a','parent_id':'r','dependencies':['b'],E},"
                        + "{'name':'b','parent_id':'r','dependencies':['a'],E}]}")
                    .replace("E}", ECHO + "}")))
        .isEqualTo("Tasks wait for each other: a -> b -> a.");
  }

  @Test
  void pointsIntoTheTreeOfABulkSubmission() {
    assertThat(
            faults(
                ("{'trees':[{'tasks':[{'name':'r',E}]},{'tasks':[{'name':'r',E},"
                        + "{'name':'x','parent_id':'y',E}]},{'name':'z'},9]}")
                    .replace("E}", ECHO + "}")))
        .containsExactlyInAnyOrder(
            "/trees/1/tasks/1/parent_id unknown_parent",
            "/trees/2/schemas/method required",
            "/trees/3 type");
  }

  @Test
  void keepsTheLimits() {
    SubmissionReader small =
        reader(
            Map.of(
                "espalier.limits.max-tasks-per-tree", "3",
                "espalier.limits.max-trees-per-request", "2",
                "espalier.limits.max-depth", "2",
                "espalier.limits.max-inputs-bytes", "40"));
    String e = ECHO;
    assertThat(faults(small, json("[{'name':'a'},{'name':'b'},{'name':'c'},{'name':'d'}]")))
        .containsExactly(" too_many_tasks");
    assertThat(
            faults(
                small,
                json(
                    "{'tasks':[{'name':'r',E,'children':[{'name':'a',E},{'name':'b',E},{'name':'c',E}]}]}"
                        .replace("E", e))))
        .containsExactly("/tasks too_many_tasks");
    assertThat(
            faults(
                small,
                json(
                    "{'name':'r',E,'children':[{'name':'a',E,'children':[{'name':'b',E}]}]}"
                        .replace("E", e))))
        .containsExactly("/children/0/children/0 too_deep");
    assertThat(faults(small, json("{'trees':[{'name':'a'},{'name':'b'},{'name':'c'}]}")))
        .containsExactly("/trees too_many_trees");
    assertThat(
            faults(small, json("{'name':'a','inputs':{'x':'" + "y".repeat(40) + "'}," + e + "}")))
        .containsExactly("/inputs too_large");
    assertThat(
            faults(
                small, json("{'name':'a','inputs':{'x':'" + "\u20ac".repeat(20) + "'}," + e + "}")))
        .containsExactly("/inputs too_large");
  }

  @Test
  void aNestedTreeIsCountedAsAWhole() {
    SubmissionReader small = reader(Map.of("espalier.limits.max-tasks-per-tree", "2"));
    assertThat(
            faults(
                small,
                json(
                    "{'name':'r',E,'children':[{'name':'a',E},{'name':'b',E}]}"
                        .replace("E", ECHO))))
        .containsExactly(" too_many_tasks");
  }

  @Test
  void listsTheFirstFaultsAndCountsTheRest() {
    SubmissionReader reader = reader(Map.of("espalier.limits.max-reported-violations", "2"));
    JsonNode body = json("{'name':'r'," + ECHO + ",'a':1,'b':1,'c':1}");
    assertThat(faults(reader, body)).hasSize(2);
    assertThatThrownBy(() -> reader.read(body))
        .hasMessage("The submission has 3 faults, the first 2 are listed; nothing was stored.");
  }

  @Test
  void letsReferencesPassWhereTheSchemaWantsAnotherType() {
    read(
        ("{'tasks':[{'name':'r','inputs':{'delay':'${a.n}','t':'$${x}'},'dependencies':['a'],E},"
                + "{'name':'a','parent_id':'r',E}]}")
            .replace("E}", ECHO + "}"));
  }

  static Stream<Path> examples() throws IOException {
    return Files.list(Path.of("examples")).filter(path -> path.toString().endsWith(".json"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void readsEveryExample(Path example) throws IOException {
    try (InputStream in = Files.newInputStream(example)) {
      assertThat(READER.read(Json.readStrictly(in)).trees()).isNotEmpty();
    }
  }

  private static ObjectNode task(int number) {
    ObjectNode task = Json.object().put("name", "t" + number);
    task.putObject("schemas").put("method", "echo_executor");
    return number == 0 ? task : task.put("parent_id", "t0");
  }

  @Test
  void readsAChainOf50000TasksInLittleTime() {
    ArrayNode tasks = Json.array();
    for (int i = 0; i < 50_000; i++) {
      ObjectNode task = task(i);
      if (i > 0) {
        task.putArray("dependencies").add("t" + (i - 1));
      }
      tasks.add(task);
    }
    assertTimeout(Duration.ofMinutes(2), () -> READER.read(tasks));
  }

  @Test
  void readsAStarOf50000TasksInLittleTime() {
    ArrayNode tasks = Json.array();
    ObjectNode root = task(0);
    ArrayNode joined = root.putArray("dependencies");
    tasks.add(root);
    for (int i = 1; i < 50_000; i++) {
      tasks.add(task(i));
      joined.add("t" + i);
    }
    assertTimeout(Duration.ofMinutes(2), () -> READER.read(tasks));
  }

  @Test
  void findsACycleOf50000TasksAndParents50000Deep() {
    ArrayNode tasks = Json.array();
    for (int i = 0; i < 50_000; i++) {
      ObjectNode task = task(i);
      task.putArray("dependencies").add("t" + (i + 1) % 50_000);
      if (i > 0) {
        task.put("parent_id", "t" + (i - 1));
      }
      tasks.add(task);
    }
    assertTimeout(
        Duration.ofMinutes(2),
        () ->
            assertThat(faults(READER, tasks))
                .containsExactly("/100 too_deep", "/0/dependencies dependency_cycle"));
  }

  @Test
  void survivesEveryMutationOfAValidSubmission() throws IOException {
    byte[] valid = Files.readAllBytes(Path.of("examples/montage.json"));
    JsonNode whole = strictly(valid);
    for (int seed = 0; seed < 3_000; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      try {
        if (random.nextInt(3) == 0) {
          READER.read(strictly(Mutation.ofBytes(valid, random)));
        } else {
          READER.read(Mutation.ofTree(whole.deepCopy(), random));
        }
      } catch (InvalidTreeException | MalformedJsonException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Damages a submission at random places. */
  private static final class Mutation {
    private static final List<String> FIELDS =
        List.of(
            "id",
            "key",
            "parent_id",
            "name",
            "priority",
            "dependencies",
            "inputs",
            "params",
            "schemas",
            "retry",
            "timeout",
            "at_most_once",
            "run_if",
            "children",
            "status",
            "required",
            "type",
            "method",
            "input_schema",
            "tasks",
            "trees",
            "",
            "a/b~c");
    private static final List<String> VALUES =
        List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e300",
            "9999999999999999999999",
            "''",
            "' '",
            "'root'",
            "'${'",
            "'${x}'",
            "'${}'",
            "'${secret:}'",
            "'%s %d'",
            "'\\u0000'",
            "[]",
            "[[]]",
            "{}",
            "['root']",
            "[{'id':'root'}]",
            "{'type':7}",
            "{'$ref':'#'}",
            "{'method':'echo_executor'}",
            "{'method':'rest_executor','input_schema':{'pattern':'('}}",
            "[null]",
            "{'max_attempts':2,'retry_on':['a','a']}");

    static byte[] ofBytes(byte[] valid, RandomGenerator random) {
      byte[] bytes = valid.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      return random.nextInt(8) == 0
          ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
          : bytes;
    }

    static JsonNode ofTree(JsonNode whole, RandomGenerator random) {
      for (int i = random.nextInt(5); i >= 0; i--) {
        List<JsonNode> containers = new ArrayList<>();
        collect(whole, containers);
        change(containers.get(random.nextInt(containers.size())), random);
      }
      return whole;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
      if (node.isContainerNode()) {
        containers.add(node);
        node.forEach(child -> collect(child, containers));
      }
    }

    private static void change(JsonNode container, RandomGenerator random) {
      JsonNode value = json(VALUES.get(random.nextInt(VALUES.size())));
      if (container instanceof ObjectNode object) {
        List<String> names = new ArrayList<>(FIELDS);
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
          object.remove(name);
        } else {
          object.set(name, value);
        }
      } else if (container instanceof ArrayNode array && !array.isEmpty()) {
        int index = random.nextInt(array.size());
        switch (random.nextInt(3)) {
          case 0 -> array.remove(index);
          case 1 -> array.set(index, value);
          default -> array.insert(index, array.get(random.nextInt(array.size())).deepCopy());
        }
      }
    }
  }

  @Test
  void givesEachSubmissionItsOwnIds() {
    Map<UUID, String> seen = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      read("{'id':'same','name':'t'," + ECHO + "}")
          .tasks()
          .forEach(task -> assertThat(seen.put(task.id(), task.name())).isNull());
    }
  }
}
