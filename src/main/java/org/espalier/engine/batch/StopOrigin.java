package org.espalier.engine.batch;

/**
 * Whose stop of a job it is. WildFly stops an application's jobs by itself when it undeploys the
 * application, suspends the server or shuts it down, through the same {@code Batchlet.stop} an
 * operator's stop comes through, on the same thread that asks. That is no wish of anybody that the
 * runs be paused: the node hands them back when it leaves.
 */
final class StopOrigin {
  /** Stops running jobs for the container, and does nothing else that reaches a batchlet's stop. */
  private static final String WILDFLY =
      "org.wildfly.extension.batch.jberet.deployment.JobOperatorService$BatchJobServerActivity";

  private StopOrigin() {}

  /** Whether the calling thread stops the job for the container. */
  static boolean isContainer() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(WILDFLY)));
  }
}
