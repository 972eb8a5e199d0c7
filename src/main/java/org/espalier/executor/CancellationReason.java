package org.espalier.executor;

/** Why an attempt is asked to stop. */
public enum CancellationReason {
  /** A user cancelled the run. */
  CANCELLED,
  /** The attempt took longer than its timeout. */
  TIMEOUT,
  /** The run is paused and the grace period is over. */
  PAUSED,
  /** The server shuts down or the application is redeployed. */
  SHUTDOWN,
  /** Another node has taken the run over. */
  LOST
}
