package org.espalier.executor.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.OutputCapture;
import org.espalier.executor.process.ProcessTree;

/** One program, from its start until nothing of it is left. Used once. */
final class CommandRun {
  static final String IDEMPOTENCY_KEY = "ESPALIER_IDEMPOTENCY_KEY";

  /** How soon an attempt that is to stop is noticed when its program ignores SIGTERM. */
  private static final long LOOK_MILLIS = 250;

  private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

  private final CommandRequest request;
  private final ExecutionContext context;
  private final Duration killGrace;
  private final OutputCapture stdout;
  private final OutputCapture stderr;

  CommandRun(CommandRequest request, ExecutionContext context, Duration killGrace) {
    this.request = request;
    this.context = context;
    this.killGrace = killGrace;
    stdout = new OutputCapture("stdout", request.maxOutputChars(), context.progress());
    stderr = new OutputCapture("stderr", request.maxOutputChars(), context.progress());
  }

  /**
   * Runs it.
   *
   * @param setsid the program that starts another in a session of its own
   * @param program the file to start
   */
  ExecutionOutcome run(Path setsid, Path program, Path directory, Map<String, String> environment)
      throws InterruptedException {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The program was not started because the attempt is to stop.");
    }
    if (!isEarlierEnded()) {
      return Failed.retryable(
          "start", "A program of an earlier attempt of this task still runs and cannot be ended.");
    }
    ProcessBuilder builder = new ProcessBuilder(commandLine(setsid, program));
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put(IDEMPOTENCY_KEY, context.idempotencyKey());
    try {
      ProcessTree.Started started = ProcessTree.start(builder, context.idempotencyKey());
      return watch(started.process(), started.tree());
    } catch (IOException e) {
      return Failed.retryable(
          "start", "Program %s could not be started: %s.".formatted(program, e.getMessage()));
    }
  }

  /** What an attempt started whose server was killed has lost its parent, and goes on. */
  private boolean isEarlierEnded() {
    if (!context.mayFollowAnother()) {
      return true;
    }
    ProcessTree earlier = ProcessTree.of(context.idempotencyKey());
    earlier.end(killGrace);
    return earlier.endsWithin(Duration.ZERO);
  }

  private List<String> commandLine(Path setsid, Path program) {
    List<String> words = new ArrayList<>(request.words());
    words.set(0, program.toString());
    words.add(0, setsid.toString());
    return words;
  }

  private ExecutionOutcome watch(Process process, ProcessTree tree) throws InterruptedException {
    Pump out = Pump.out("stdout", process.getInputStream(), stdout);
    Pump err = Pump.out("stderr", process.getErrorStream(), stderr);
    OptionalInt code;
    CancellationToken.Registration registration = context.cancellation().onCancel(tree::terminate);
    try {
      Pump.in(process.getOutputStream(), request.stdin());
      code = await(process);
    } finally {
      registration.close();
      tree.end(killGrace);
    }
    out.await(LAST_OUTPUT);
    err.await(LAST_OUTPUT);
    return outcome(code);
  }

  /** The exit code; none when the program was not awaited to its end. */
  private OptionalInt await(Process process) throws InterruptedException {
    long end = System.nanoTime() + request.timeout().toNanos();
    while (!context.cancellation().isCancelled()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (process.waitFor(Math.min(Math.max(left, 0), LOOK_MILLIS), TimeUnit.MILLISECONDS)) {
        return OptionalInt.of(process.exitValue());
      }
      if (left <= 0) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private ExecutionOutcome outcome(OptionalInt code) {
    if (context.cancellation().isCancelled()) {
      return new Cancelled("The program was ended because the attempt is to stop.");
    }
    CommandOutcome outcome = new CommandOutcome(request, stdout, stderr);
    return code.isPresent() ? outcome.ended(code.getAsInt()) : outcome.timedOut();
  }
}
