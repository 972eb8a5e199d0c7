package org.espalier.engine.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.engine.message.RunRequest;
import org.espalier.engine.query.WaitingReason.Kind;
import org.espalier.engine.store.TreeRun;
import org.espalier.tree.RunStatus;
import org.espalier.tree.TaskDependency;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.UnreachableTasks;
import org.espalier.tree.UnreachableTasks.Standing;

/**
 * Says for every pending or parked task of a tree what it waits for. Pure; costs time in proportion
 * to tasks and dependencies.
 */
public final class WaitingReasons {
  private static final WaitingReason NEVER_RUN =
      WaitingReason.of(
          Kind.NOT_STARTED, "The tree has not been run; start a run to have this task run.");
  private static final WaitingReason CLAIM =
      WaitingReason.of(Kind.CLAIM, "The run is queued; no node has taken it yet.");

  private static final int NAMED = 3;

  private final List<TaskState> tasks;
  private final Map<UUID, Integer> places;
  private final List<List<TaskDependency>> waitsFor;
  private final int[][] dependencies;
  private final boolean[][] required;

  private WaitingReasons(List<TaskState> tasks) {
    this.tasks = tasks;
    this.places = new HashMap<>(tasks.size() * 2);
    for (int i = 0; i < tasks.size(); i++) {
      places.put(tasks.get(i).id(), i);
    }
    this.waitsFor = tasks.stream().map(TaskState::waitsFor).toList();
    this.dependencies = new int[tasks.size()][];
    this.required = new boolean[tasks.size()][];
    for (int i = 0; i < tasks.size(); i++) {
      link(i, waitsFor.get(i));
    }
  }

  private void link(int task, List<TaskDependency> all) {
    List<TaskDependency> known = all.stream().filter(d -> places.containsKey(d.id())).toList();
    dependencies[task] = known.stream().mapToInt(d -> places.get(d.id())).toArray();
    required[task] = new boolean[known.size()];
    for (int i = 0; i < known.size(); i++) {
      required[task][i] = known.get(i).required();
    }
  }

  /**
   * The reason of every pending or parked task, by its id.
   *
   * @param tasks all tasks of a tree
   * @param latest the latest run of the tree
   */
  public static Map<UUID, WaitingReason> of(List<TaskState> tasks, Optional<TreeRun> latest) {
    return ofLatest(tasks, latest.map(LatestRun::of));
  }

  /** What must be known of a run to say what its tasks wait for. */
  record LatestRun(
      UUID id,
      int number,
      RunStatus status,
      boolean isClaimed,
      Optional<String> node,
      Optional<RunRequest> request) {
    static LatestRun of(TreeRun run) {
      return new LatestRun(
          run.id(),
          run.number(),
          run.status(),
          run.claimedBy().isPresent(),
          run.node(),
          run.request());
    }

    String nodeName() {
      return node.map(name -> "'" + name + "'").orElse("that runs it");
    }
  }

  static Map<UUID, WaitingReason> ofLatest(List<TaskState> tasks, Optional<LatestRun> latest) {
    Map<UUID, WaitingReason> reasons = new HashMap<>();
    if (tasks.stream().noneMatch(TaskState::isWaiting)) {
      return reasons;
    }
    if (latest.isEmpty()) {
      tasks.forEach(task -> reasons.put(task.id(), NEVER_RUN));
      return reasons;
    }
    WaitingReasons graph = new WaitingReasons(tasks);
    boolean[] blocked = graph.blocked(latest.get());
    for (int i = 0; i < tasks.size(); i++) {
      if (tasks.get(i).isParked()) {
        reasons.put(tasks.get(i).id(), parked(tasks.get(i), latest.get()));
      } else if (tasks.get(i).status() == TaskStatus.PENDING) {
        reasons.put(tasks.get(i).id(), graph.reason(i, latest.get(), blocked));
      }
    }
    return reasons;
  }

  /** The reason of a task that was just submitted. */
  public static WaitingReason ofSubmitted(boolean isRun) {
    return isRun ? CLAIM : NEVER_RUN;
  }

  /** Tasks of this run that can never start, and those that it leaves out. */
  private boolean[] blocked(LatestRun run) {
    List<Standing> standings = new ArrayList<>(tasks.size());
    for (int i = 0; i < tasks.size(); i++) {
      TaskState task = tasks.get(i);
      boolean isLeftOut = isLeftOut(task, run);
      standings.add(new Standing(task.id(), task.status(), isLeftOut, waitsFor.get(i)));
    }
    Set<UUID> unreachable = UnreachableTasks.of(standings);
    boolean[] blocked = new boolean[tasks.size()];
    for (int i = 0; i < blocked.length; i++) {
      TaskState task = tasks.get(i);
      blocked[i] = unreachable.contains(task.id()) || isPending(task) && isLeftOut(task, run);
    }
    return blocked;
  }

  private static boolean isPending(TaskState task) {
    return task.status() == TaskStatus.PENDING;
  }

  private static boolean isLeftOut(TaskState task, LatestRun run) {
    return !run.id().equals(task.runId());
  }

  private WaitingReason reason(int place, LatestRun run, boolean[] blocked) {
    TaskState task = tasks.get(place);
    if (isLeftOut(task, run)) {
      return WaitingReason.of(
          Kind.NOT_STARTED, "The tree's latest run, number " + run.number() + ", left it out.");
    }
    if (blocked[place]) {
      return failedDependency(place, blocked);
    }
    return switch (run.status()) {
      case QUEUED -> queued(run);
      case PAUSED ->
          WaitingReason.of(Kind.PAUSED, "The run is paused; resume it to have this task run.");
      case COMPLETED, FAILED, CANCELLED ->
          WaitingReason.of(
              Kind.NOT_STARTED,
              "The run is over and this task was not reached; run the tree again.");
      case RUNNING, WAITING -> inActiveRun(place, run, blocked);
    };
  }

  private static WaitingReason parked(TaskState task, LatestRun run) {
    Optional<UUID> approval = task.approvalId();
    return approval.isPresent() ? undecided(approval.get(), run) : timed(task, run);
  }

  private static WaitingReason undecided(UUID approvalId, LatestRun run) {
    return run.status() == RunStatus.PAUSED
        ? WaitingReason.decision(
            Kind.PAUSED,
            approvalId,
            "The run is paused; what is decided at /api/approvals/%s counts when it is resumed.")
        : WaitingReason.decision(
            Kind.APPROVAL, approvalId, "It waits for a decision: /api/approvals/%s.");
  }

  private static WaitingReason timed(TaskState task, LatestRun run) {
    return run.status() == RunStatus.PAUSED
        ? WaitingReason.of(
            Kind.PAUSED, "The run is paused; the task goes on when it is resumed, at its time.")
        : WaitingReason.until(
            Kind.TIMER, Optional.ofNullable(task.retryAt()), "It waits for the time given.");
  }

  private static WaitingReason queued(LatestRun run) {
    return !run.isClaimed()
        ? CLAIM
        : WaitingReason.of(
            Kind.CLAIM, "The run is queued; node %s is about to begin.".formatted(run.nodeName()));
  }

  private WaitingReason inActiveRun(int place, LatestRun run, boolean[] blocked) {
    TaskState task = tasks.get(place);
    RunRequest request = run.request().orElse(null);
    if (request == RunRequest.CANCEL) {
      return WaitingReason.of(Kind.CANCELLATION, "The run is being cancelled.");
    }
    if (request == RunRequest.PAUSE) {
      return WaitingReason.of(
          Kind.PAUSED, "The run is about to pause; nothing of it starts any more.");
    }
    if (task.retryAt() != null) {
      return WaitingReason.until(
          Kind.RETRY,
          Optional.of(task.retryAt()),
          "Its last attempt failed; the next one is due at the time given.");
    }
    List<TaskState> open = openDependencies(place, blocked);
    if (!open.isEmpty()) {
      return WaitingReason.on(Kind.DEPENDENCY, open, "It waits for " + listing(open) + " to end.");
    }
    return WaitingReason.of(
        Kind.CAPACITY,
        "It may start; it waits for a free slot on node %s.".formatted(run.nodeName()));
  }

  /** Those that can never start are not waited for. */
  private List<TaskState> openDependencies(int place, boolean[] blocked) {
    return Arrays.stream(dependencies[place])
        .filter(dependency -> !blocked[dependency])
        .mapToObj(tasks::get)
        .filter(task -> !task.status().isTerminal())
        .toList();
  }

  private WaitingReason failedDependency(int place, boolean[] blocked) {
    List<TaskState> culprits = new ArrayList<>();
    for (int i = 0; i < dependencies[place].length; i++) {
      int dependency = dependencies[place][i];
      TaskStatus status = tasks.get(dependency).status();
      boolean isOver = status == TaskStatus.FAILED || status == TaskStatus.CANCELLED;
      if (required[place][i] && (isOver || blocked[dependency])) {
        culprits.add(tasks.get(dependency));
      }
    }
    return WaitingReason.on(
        Kind.FAILED_DEPENDENCY,
        culprits,
        "It cannot start: it requires %s; mend the cause and run the failed tasks again."
            .formatted(listing(culprits)));
  }

  /** {@code 'a' (failed), 'b' (pending) and 7 more}. */
  private static String listing(List<TaskState> tasks) {
    String named =
        tasks.stream()
            .limit(NAMED)
            .map(task -> "'" + task.name() + "' (" + task.status().word() + ")")
            .collect(Collectors.joining(", "));
    int more = tasks.size() - NAMED;
    return more > 0 ? named + " and " + more + " more" : named;
  }
}
