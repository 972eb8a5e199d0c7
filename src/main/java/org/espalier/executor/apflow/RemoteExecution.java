package org.espalier.executor.apflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ProgressListener;
import org.espalier.executor.StopSwitch;
import org.espalier.executor.peer.PeerClient;
import org.espalier.executor.peer.PeerTarget;
import org.espalier.executor.peer.RefusedException;
import org.espalier.executor.peer.RemoteWork;

/**
 * Tasks that the other node runs. New ones are stored first and then run by the root's id: a node
 * may answer an array with an id that nothing has.
 */
final class RemoteExecution implements RemoteWork {
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final ApiRequest request;
  private final ExecutionOrder order;
  private final Duration patience;
  private String taskId;
  private String rootId;
  private List<String> known = List.of();
  private boolean isAsked;
  private boolean isAnswered;
  private boolean isOver;

  RemoteExecution(ApiRequest request, ExecutionOrder order, Duration patience) {
    this.request = request;
    this.order = order;
    this.patience = patience;
    this.taskId = order.taskId();
    this.rootId = order.taskId();
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
    RpcNode node = new RpcNode(peer, request);
    if (!request.isFollowed() && order.tasks().isEmpty()) {
      return executeOnly(node);
    }
    TreeView tree = stored(node);
    Polling polling = new Polling(node, request.pollInterval(), patience, stop);
    if (isDoneBefore(tree)) {
      return new ExecutionResult(request).of(tree, rootId, polling);
    }
    if (!request.isFollowed()) {
      return executeOnly(node);
    }
    boolean sawEnd = follow(peer, node, new RunEvents(tree, progress), stop);
    TreeView after = node.tree(taskId);
    if (!sawEnd || !after.isCompleted()) {
      polling.untilOver(rootId, progress);
      after = node.tree(taskId);
    }
    isOver = true;
    return new ExecutionResult(request).of(after, rootId, polling);
  }

  /** The tasks as they are stored there, by this attempt or one before. */
  private TreeView stored(RpcNode node) throws IOException, InterruptedException {
    boolean isNew =
        order.tasks().isPresent() && (request.isFirstAttempt() || !node.has(order.taskId()));
    TreeView tree =
        isNew
            ? TreeView.of(node.callOnce("tasks.create", order.tasks().orElseThrow()))
            : node.tree(order.taskId());
    known = tree.open();
    JsonNode task = isNew ? tree.root() : tree.top();
    taskId = task.path("id").asText();
    rootId = order.tasks().isPresent() ? taskId : task.path("task_tree_id").asText(taskId);
    return tree;
  }

  private boolean isDoneBefore(TreeView tree) {
    return request.isFollowed() && order.tasks().isPresent() && tree.isCompleted();
  }

  private ExecutionOutcome executeOnly(RpcNode node) throws IOException, InterruptedException {
    isAsked = true;
    JsonNode result = node.execute(order.params(taskId, false), order.tasks().isEmpty());
    isOver = true;
    return SingleCall.succeeded(request, result);
  }

  /** Answers whether the stream said that the tree is over; it may break off before. */
  private boolean follow(PeerClient peer, RpcNode node, RunEvents events, StopSwitch stop)
      throws IOException, InterruptedException {
    try {
      HttpResponse<InputStream> response = begin(node);
      if (isStream(response)) {
        return events.read(peer, response.body(), this::answered);
      }
      answered(node.result(response));
    } catch (RefusedException e) {
      isAsked = isAnswered;
      throw e;
    } catch (IOException e) {
      if (stop.isFired() || !isAnswered && !isRunning(node)) {
        throw e;
      }
    }
    return false;
  }

  private HttpResponse<InputStream> begin(RpcNode node) throws IOException, InterruptedException {
    isAsked = true;
    return node.stream(order.params(taskId, true), order.tasks().isEmpty());
  }

  private static boolean isStream(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    return response.statusCode() == 200 && type.startsWith("text/event-stream");
  }

  /** A run that is on already is followed as well: an earlier attempt may have begun it. */
  private void answered(JsonNode result) {
    if (RpcResult.isUnsuccessful(result) && !RpcResult.isRunning(result)) {
      throw RpcResult.unsuccessful(result);
    }
    rootId = result.path("root_task_id").asText(rootId);
    taskId = result.path("task_id").asText(result.path("root_task_id").asText(taskId));
    isAnswered = true;
  }

  private boolean isRunning(RpcNode node) throws IOException, InterruptedException {
    return node.status(rootId).path("is_running").asBoolean();
  }

  @Override
  public boolean mayRun() {
    return isAsked && !isOver;
  }

  /**
   * Cancels the root and then what is still open below it: some nodes cancel no more than what they
   * are told to. When the call was not answered yet, it may arrive after the first cancel.
   */
  @Override
  public void cancel(PeerClient peer) throws IOException, InterruptedException {
    RpcNode node = new RpcNode(peer, request);
    int rounds = isAnswered ? 1 : 2;
    List<String> open = List.of(rootId);
    for (int round = 1; round <= rounds || !open.isEmpty(); round++) {
      if (round > 1) {
        Thread.sleep(PAUSE.toMillis());
      }
      node.cancel(open.isEmpty() ? List.of(rootId) : open);
      open = openBelow(node);
    }
  }

  /** A tree that is too large to read is not asked for again. */
  private List<String> openBelow(RpcNode node) throws IOException, InterruptedException {
    try {
      return node.tree(rootId).open();
    } catch (RefusedException e) {
      node.cancel(known);
      return List.of();
    }
  }
}
