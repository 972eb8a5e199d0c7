package org.espalier.engine.node;

import static org.espalier.engine.node.Violation.unless;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.Decisions;
import org.espalier.engine.SubmissionKey;
import org.espalier.engine.SubmissionReceipt;
import org.espalier.engine.TestNode;
import org.espalier.engine.message.ApprovalStatus;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.message.RunScope;
import org.espalier.engine.node.StoredState.Approval;
import org.espalier.engine.node.StoredState.Run;
import org.espalier.engine.store.NothingToRunException;
import org.espalier.engine.store.RunActiveException;
import org.espalier.engine.store.RunStart;
import org.espalier.tree.IdTakenException;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TreeNotFoundException;
import org.espalier.tree.submission.TaskTemplates;

/** Those who submit trees and ask things of their runs, through any node that serves. */
final class SimulatedUsers {
  private static final int MAX_TREES = 4;

  private final Schedule schedule;
  private final SimulationWorld world;
  private final Wishes wishes;
  private final Supplier<StoredState> stored;
  final Map<UUID, List<TaskDependency>> dependencies = new HashMap<>();
  final Set<UUID> atMostOnce = new HashSet<>();

  /** How many of the tasks that one makes for elements of a list may be in progress. */
  static final int CONCURRENCY = 2;

  /** What was submitted, by the tree's id, to be sent again after an outage. */
  private final Map<UUID, Sent> sent = new LinkedHashMap<>();

  private final Map<UUID, ApprovalStatus> decided = new HashMap<>();

  private int trees;

  private record Sent(String name, String json, Optional<SubmissionKey> key, boolean isRun) {}

  SimulatedUsers(
      Schedule schedule, SimulationWorld world, Wishes wishes, Supplier<StoredState> stored) {
    this.schedule = schedule;
    this.world = world;
    this.wishes = wishes;
    this.stored = stored;
  }

  /** Somebody does something, through this node. */
  void act(SimulatedNode node) {
    List<Run> runs = List.copyOf(stored.get().runs().values());
    if (schedule.chance(0.25)) {
      decide(node);
      return;
    }
    int die = schedule.below(20);
    if (runs.isEmpty() || die < 5) {
      submitSomething(node);
      return;
    }
    Run run = schedule.pick(runs);
    if (die < 7) {
      ask(node, run, RunRequest.CANCEL);
    } else if (die < 12) {
      ask(node, run, RunRequest.PAUSE);
    } else if (die < 16) {
      ask(node, run, RunRequest.RESUME);
    } else if (die < 18) {
      runAgain(node, run.treeId());
    } else if (die < 19) {
      claimForJob(node, run);
    } else {
      delete(run.treeId());
    }
  }

  /** Somebody answers a question, which may have been answered since they saw it. */
  void decide(SimulatedNode node) {
    List<Approval> open =
        stored.get().approvals().values().stream().filter(Approval::isOpen).toList();
    if (open.isEmpty()) {
      return;
    }
    Approval question = schedule.pick(open);
    ApprovalStatus answer =
        schedule.chance(0.5) ? ApprovalStatus.APPROVED : ApprovalStatus.REJECTED;
    outwards(
        node,
        answer + " " + question.id(),
        () -> {
          Decisions.Reception reception =
              node.decisions().decide(question.id(), answer, node.name(), null, null);
          schedule.note(reception.toString());
          if (reception == Decisions.Reception.ACCEPTED) {
            ApprovalStatus before = decided.put(question.id(), answer);
            unless(before == null, "one answer counts", "%s after %s", answer, before);
          }
        });
  }

  /** What was accepted is what is stored. */
  void checkDecisions() {
    stored
        .get()
        .approvals()
        .forEach(
            (id, question) ->
                unless(
                    decided.getOrDefault(id, question.status()) == question.status(),
                    "an accepted answer is the decision",
                    "%s, not %s",
                    question,
                    decided.get(id)));
  }

  /** Does what can fail because the database cannot be reached. */
  private void outwards(SimulatedNode node, String what, Runnable call) {
    schedule.inside(
        "user on " + node.name() + ": " + what,
        () -> {
          try {
            call.run();
          } catch (DatabaseUnavailableException e) {
            schedule.note("no answer");
          }
        });
  }

  void ask(SimulatedNode node, Run run, RunRequest request) {
    outwards(
        node,
        request + " " + label(run),
        () -> {
          boolean isAccepted =
              wishes.ask(
                  run.id(),
                  request,
                  () -> {
                    switch (request) {
                      case CANCEL -> node.runner().cancel(run.id());
                      case PAUSE -> node.runner().pause(run.id());
                      case RESUME -> node.runner().resume(run.id());
                    }
                  });
          schedule.note(isAccepted ? "accepted" : "refused");
        });
  }

  /** What a run is called in the schedule. */
  String label(Run run) {
    Sent tree = sent.get(run.treeId());
    return (tree == null ? "?" : tree.name) + "#" + run.number();
  }

  private void submitSomething(SimulatedNode node) {
    boolean isAgain = !sent.isEmpty() && (sent.size() >= MAX_TREES || schedule.chance(0.2));
    UUID tree = isAgain ? schedule.pick(List.copyOf(sent.keySet())) : newTree();
    Sent submission = sent.get(tree);
    outwards(
        node,
        "submit " + submission.name + submission.key.map(key -> " with key").orElse(""),
        () -> submit(node, tree, submission));
  }

  private void submit(SimulatedNode node, UUID tree, Sent submission) {
    try {
      SubmissionReceipt answer =
          node.runner()
              .submit(
                  node.reader().read(TestNode.parse(submission.json)).trees(),
                  submission.isRun,
                  submission.key);
      unless(
          answer.treeIds().equals(List.of(tree)),
          "the same key answers the same tree",
          "%s instead of %s",
          answer,
          tree);
    } catch (IdTakenException e) {
      unless(submission.key.isEmpty(), "the same key answers the same tree", "%s", e.getMessage());
      schedule.note("stored already");
    }
  }

  private UUID newTree() {
    String name = "T" + ++trees;
    int size = 1 + schedule.below(6);
    List<UUID> ids = new ArrayList<>();
    List<String> tasks = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      ids.add(schedule.newId());
    }
    UUID root = ids.get(size - 1);
    for (int i = 0; i < size; i++) {
      tasks.add(task(name + (char) ('a' + i), i, ids, root));
    }
    boolean isKeyed = schedule.chance(0.5);
    sent.put(
        root,
        new Sent(
            name,
            "{'tasks':[" + String.join(",", tasks) + "]}",
            isKeyed ? Optional.of(new SubmissionKey("", name, "0")) : Optional.empty(),
            schedule.chance(0.9)));
    return root;
  }

  private String task(String name, int place, List<UUID> ids, UUID root) {
    UUID id = ids.get(place);
    List<TaskDependency> waitsFor = new ArrayList<>();
    for (UUID earlier : ids.subList(0, place)) {
      if (schedule.chance(0.4)) {
        waitsFor.add(new TaskDependency(earlier, schedule.chance(0.65)));
      }
    }
    dependencies.put(id, waitsFor);
    boolean isAtMostOnce = schedule.chance(0.2);
    if (isAtMostOnce) {
      atMostOnce.add(id);
    }
    boolean isForeach = schedule.chance(0.2);
    String json =
        "{'id':'%s','name':'%s','schemas':{'method':'%s'},%s'priority':%d,'at_most_once':%s,%s%s%s'dependencies':[%s]}";
    return json.formatted(
        id,
        name,
        isForeach ? TaskTemplates.EXECUTOR : "echo_executor",
        isForeach ? foreach() : "",
        schedule.below(4),
        isAtMostOnce,
        id.equals(root) ? "" : "'parent_id':'" + root + "',",
        retry(),
        runIf(waitsFor),
        String.join(",", waitsFor.stream().map(SimulatedUsers::json).toList()));
  }

  /** What is made of it is up to the simulated attempt. */
  private String foreach() {
    return "'inputs':{'items':[%d],'max_concurrency':%d,'on_failure':'%s','task':{'schemas':{'method':'echo_executor'}}},"
        .formatted(
            schedule.below(6),
            CONCURRENCY,
            schedule.pick(List.of("fail", "stop", "complete", "complete")));
  }

  private String retry() {
    return schedule.chance(0.6)
        ? "'retry':{'max_attempts':%d,'initial_delay':%d},"
            .formatted(2 + schedule.below(3), schedule.below(4))
        : "";
  }

  /** What a simulated attempt returns has its number; a task that was skipped returns none. */
  private String runIf(List<TaskDependency> waitsFor) {
    if (waitsFor.isEmpty() || schedule.chance(0.7)) {
      return "";
    }
    UUID on = waitsFor.get(schedule.below(waitsFor.size())).id();
    String comparison =
        schedule.chance(0.5)
            ? "{'value':'${%s.attempt}','op':'le','to':1}".formatted(on)
            : "{'value':'${%s.attempt}','op':'exists'}".formatted(on);
    return "'run_if':%s,"
        .formatted(schedule.chance(0.3) ? "{'not':" + comparison + "}" : comparison);
  }

  private static String json(TaskDependency dependency) {
    return "{'id':'%s','required':%s}".formatted(dependency.id(), dependency.required());
  }

  private void runAgain(SimulatedNode node, UUID tree) {
    RunStart start =
        switch (schedule.below(3)) {
          case 0 -> RunStart.ALL;
          case 1 -> new RunStart(RunScope.FAILED, Set.of(), Map.of());
          default -> new RunStart(RunScope.TASKS, Set.of(tree), Map.of());
        };
    if (!sent.containsKey(tree)) {
      return;
    }
    outwards(
        node,
        "run " + sent.get(tree).name + " " + start.scope(),
        () -> {
          try {
            node.runner().start(tree, start);
          } catch (RunActiveException | NothingToRunException | TreeNotFoundException e) {
            schedule.note("refused");
          }
        });
  }

  /** An operator starts a batch job for the run: that resumes it, if it is paused. */
  private void claimForJob(SimulatedNode node, Run run) {
    outwards(
        node,
        "job for " + label(run),
        () -> wishes.interfere(run.id(), () -> node.engine().claimForJob(Set.of(run.id()))));
  }

  private void delete(UUID tree) {
    if (!sent.containsKey(tree)) {
      return;
    }
    schedule.note("user deletes " + sent.get(tree).name);
    try {
      world.deleteTree(tree);
      sent.remove(tree);
    } catch (RunActiveException | TreeNotFoundException e) {
      schedule.note("refused");
    }
  }

  /** Whoever paused something wants it to go on. */
  void resumeAll(SimulatedNode node) {
    for (Run run : stored.get().runs().values()) {
      if (!run.status().isTerminal()) {
        ask(node, run, RunRequest.RESUME);
      }
    }
  }

  /** How long users wait before they do the next thing. */
  Duration pause() {
    return schedule.below(Duration.ofSeconds(2));
  }
}
