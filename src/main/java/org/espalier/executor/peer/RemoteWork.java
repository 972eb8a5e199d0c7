package org.espalier.executor.peer;

import java.io.IOException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;

/** What one attempt has another node do. Used once, by one thread. */
public interface RemoteWork {
  /** The other node. */
  PeerTarget target();

  /** What it is about, for messages: {@code Tree on http://host}. */
  String subject();

  /**
   * Has it done, and follows it to its end.
   *
   * @throws RefusedException when the node refuses
   * @throws IOException when the node cannot be reached, also because the attempt is to end
   */
  ExecutionOutcome complete(PeerClient peer, StopSwitch stop, ProgressListener progress)
      throws IOException, InterruptedException;

  /** Whether the node may be at work, as far as is known here. */
  boolean mayRun();

  /**
   * Ends the work there. Called when the attempt ended before the work did, with a client that is
   * cut off when it takes too long.
   *
   * @throws RefusedException when the node refuses
   */
  void cancel(PeerClient peer) throws IOException, InterruptedException;
}
