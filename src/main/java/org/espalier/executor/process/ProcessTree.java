package org.espalier.executor.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program and everything it started, to be ended as a whole: what is in its session or process
 * group, and what has left both but still carries the variable the program was given, whoever its
 * parent is by now. Thread-safe.
 */
public final class ProcessTree {
  /** Given to every program, so that what it starts is found again. */
  private static final String MARK = "ESPALIER_PROCESS";

  /** Stands between the owner and what is different each time. */
  private static final String OF = ".";

  private static final long NOBODY = -1;
  private static final Duration LONGEST_KILL = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 10;

  /** Within this time the numbers of processes cannot have gone round. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final long leader;
  private final String mark;
  private final long startedNanos = System.nanoTime();

  private ProcessTree(long leader, String mark) {
    this.leader = leader;
    this.mark = mark;
  }

  /**
   * A program that was started.
   *
   * @param tree it and all it starts
   */
  public record Started(Process process, ProcessTree tree) {}

  /** Starts a program, with one variable more than it is given. */
  public static Started start(ProcessBuilder builder) throws IOException {
    return start(builder, "");
  }

  /**
   * Starts a program for an owner who can find it again when this process is no more.
   *
   * @param owner of letters, digits and hyphens
   */
  public static Started start(ProcessBuilder builder, String owner) throws IOException {
    String mark = owner + OF + UUID.randomUUID();
    builder.environment().put(MARK, mark);
    Process process = builder.start();
    return new Started(process, new ProcessTree(process.pid(), MARK + "=" + mark + "\0"));
  }

  /** All that was started on this machine for an owner, and is still there. */
  public static ProcessTree of(String owner) {
    return new ProcessTree(NOBODY, MARK + "=" + owner + OF);
  }

  /** Whether programs can be found with all they started on this machine. */
  public static boolean isPossible() {
    return ProcessTable.exists();
  }

  /** Asks everything to end (SIGTERM) and returns at once. */
  public void terminate() {
    members().forEach(ProcessHandle::destroy);
  }

  /**
   * Ends everything there still is: SIGTERM, and SIGKILL to what is left after the grace. Returns
   * when nothing is left, at once if there was nothing. An interrupt is kept for later.
   */
  public void end(Duration grace) {
    if (members().isEmpty()) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    terminate();
    interrupted |= repeat(ignored -> {}, grace);
    interrupted |= repeat(ProcessHandle::destroyForcibly, LONGEST_KILL);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for everything to end by itself; answers whether it did. An interrupt is kept. */
  public boolean endsWithin(Duration time) {
    boolean interrupted = Thread.interrupted() | repeat(ignored -> {}, time);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return members().isEmpty();
  }

  /** Does something to all members until there are none or the time is over. */
  private boolean repeat(Consumer<ProcessHandle> action, Duration longest) {
    boolean interrupted = false;
    long end = System.nanoTime() + longest.toNanos();
    for (List<ProcessHandle> left = members(); !left.isEmpty(); left = members()) {
      left.forEach(action);
      if (System.nanoTime() - end > 0) {
        break;
      }
      interrupted |= pause();
    }
    return interrupted;
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private List<ProcessHandle> members() {
    if (!isPossible()) {
      return descendants();
    }
    return ProcessTable.pids(oldestToLookAt()).stream()
        .filter(this::isMember)
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Without a table of processes, what can be told from here. */
  private List<ProcessHandle> descendants() {
    return ProcessHandle.of(leader).stream()
        .flatMap(program -> Stream.concat(program.descendants(), Stream.of(program)))
        .filter(ProcessHandle::isAlive)
        .toList();
  }

  /** What a young program started has higher numbers, unless the numbers began anew. */
  private long oldestToLookAt() {
    boolean young = System.nanoTime() - startedNanos < SHORT.toNanos();
    return young && ProcessTable.newest() >= leader ? leader : 1;
  }

  private boolean isMember(long pid) {
    return ProcessTable.find(pid)
        .filter(
            entry ->
                pid == leader
                    || entry.group() == leader
                    || entry.session() == leader
                    || ProcessTable.hasVariable(pid, mark))
        .isPresent();
  }
}
