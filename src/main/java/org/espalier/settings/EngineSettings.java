package org.espalier.settings;

import java.time.Duration;
import java.util.Map;

/**
 * How this node runs trees ({@code espalier.engine.*}).
 *
 * @param loops run loops (single writers) of this node
 * @param maxActiveRuns how many runs the node owns at most; further ones stay queued
 * @param maxRunningAttempts attempts this node runs at the same time
 * @param executorLimits the same per executor kind; a kind not named has only the node's limit
 * @param maxAbandonedAttempts so many attempts of one kind may ignore that they were given up
 *     before no more of the kind are begun
 * @param claimInterval how often the node looks for queued and orphaned runs when nothing wakes it
 * @param signalInterval how often it looks for cancel and pause requests made on other nodes
 * @param attemptTimeout timeout of an attempt whose task gives none
 * @param stopGrace how long a cancelled or timed-out attempt may take to return before it is given
 *     up
 * @param pauseGrace how long a pause waits for running attempts before it interrupts them
 * @param shutdownGrace the same for a shutdown or redeploy
 * @param startRecordDelay an attempt that runs longer has its start recorded before its end
 * @param maxLostAttempts how often a task may lose its node before it fails
 * @param maxResultBytes largest result of a task; above it the task fails
 * @param maxInputsChars largest inputs of an attempt, with the values of its dependencies
 * @param maxAttemptInputsBytes largest inputs kept with an attempt; larger ones are kept as a note
 * @param maxOutputChars so many characters of an attempt's output are shown as events
 * @param runsPerJob how many runs one Jakarta Batch job carries at most
 * @param jobInterval how long claims are gathered before a job is started for them
 * @param elementsPerWrite how many tasks made for the elements of a list one write of a run stores
 * @param parkAfter a run whose next task is due later than this leaves the node meanwhile
 */
public record EngineSettings(
    int loops,
    int maxActiveRuns,
    int maxRunningAttempts,
    Map<String, Integer> executorLimits,
    int maxAbandonedAttempts,
    Duration claimInterval,
    Duration signalInterval,
    Duration attemptTimeout,
    Duration stopGrace,
    Duration pauseGrace,
    Duration shutdownGrace,
    Duration startRecordDelay,
    int maxLostAttempts,
    int maxResultBytes,
    int maxInputsChars,
    int maxAttemptInputsBytes,
    int maxOutputChars,
    int runsPerJob,
    Duration jobInterval,
    int elementsPerWrite,
    Duration parkAfter) {

  public EngineSettings {
    executorLimits = Map.copyOf(executorLimits);
  }

  static EngineSettings read(SettingsReader reader) {
    String p = "espalier.engine.";
    return new EngineSettings(
        reader.integer(p + "loops", 2, 1, 64),
        reader.integer(p + "max-active-runs", 2_000, 1, 1_000_000),
        reader.integer(p + "max-running-attempts", 200, 1, 100_000),
        reader.limits(p + "executor-limits"),
        reader.integer(p + "max-abandoned-attempts", 100, 1, 100_000),
        reader.duration(p + "claim-interval", ms(500), ms(10), minutes(1)),
        reader.duration(p + "signal-interval", ms(250), ms(10), minutes(1)),
        reader.duration(p + "attempt-timeout", minutes(60), ms(10), Duration.ofDays(30)),
        reader.duration(p + "stop-grace", seconds(5), ms(0), minutes(10)),
        reader.duration(p + "pause-grace", seconds(30), ms(0), minutes(60)),
        reader.duration(p + "shutdown-grace", seconds(5), ms(0), minutes(10)),
        reader.duration(p + "start-record-delay", ms(20), ms(0), seconds(10)),
        reader.integer(p + "max-lost-attempts", 5, 1, 1_000),
        reader.integer(p + "max-result-bytes", 8 << 20, 1_024, 256 << 20),
        reader.integer(p + "max-inputs-chars", 32 << 20, 1_024, 1 << 30),
        reader.integer(p + "max-attempt-inputs-bytes", 64 << 10, 0, 256 << 20),
        reader.integer(p + "max-output-chars", 256 << 10, 0, 16 << 20),
        reader.integer(p + "runs-per-job", 1_000, 1, 10_000),
        reader.duration(p + "job-interval", ms(100), ms(0), minutes(1)),
        reader.integer(p + "elements-per-write", 1_000, 1, 10_000),
        reader.duration(p + "park-after", seconds(30), seconds(1), minutes(60)));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(long minutes) {
    return Duration.ofMinutes(minutes);
  }
}
