package org.espalier.engine.message;

/** How a run left this node. */
public enum RunExit {
  COMPLETED,
  FAILED,
  CANCELLED,
  /** A user paused it. */
  PAUSED,
  /** It waits for a point in time and holds nothing on any node. */
  PARKED,
  /** Handed back to be claimed again. */
  RELEASED,
  /** Another node has taken it. */
  LOST
}
