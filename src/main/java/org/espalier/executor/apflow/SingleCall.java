package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.PeerTarget;
import org.espalier.executor.peer.RemoteWork;

/** A call that runs nothing: its result is the task's. */
final class SingleCall implements RemoteWork {
  private final ApiRequest request;

  SingleCall(ApiRequest request) {
    this.request = request;
  }

  @Override
  public PeerTarget target() {
    return request.target();
  }

  @Override
  public String subject() {
    return request.describe();
  }

  @Override
  public ExecutionOutcome complete(PeerClient peer, StopSwitch stop, ProgressListener progress)
      throws IOException, InterruptedException {
    return succeeded(
        request, new RpcNode(peer, request).callOnce(request.method(), request.params()));
  }

  /**
   * A result handed on as it is.
   *
   * @throws org.espalier.executor.peer.RefusedException when it says that nothing was done
   */
  static ExecutionOutcome succeeded(ApiRequest request, JsonNode result) {
    if (RpcResult.isUnsuccessful(result)) {
      throw RpcResult.unsuccessful(result);
    }
    ObjectNode outcome = request.result(true);
    outcome.set("result", result);
    return new ExecutionOutcome.Succeeded(outcome);
  }

  @Override
  public boolean mayRun() {
    return false;
  }

  @Override
  public void cancel(PeerClient peer) {
    // There is nothing to end: a call is over when it is answered.
  }
}
