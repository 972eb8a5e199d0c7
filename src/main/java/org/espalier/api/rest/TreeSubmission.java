package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.espalier.engine.RunRepository;
import org.espalier.engine.SubmissionKey;
import org.espalier.engine.TreeRun;
import org.espalier.engine.TreeRunner;
import org.espalier.tree.NewTree;
import org.espalier.tree.SubmissionReader;
import org.espalier.wire.Items;
import org.espalier.wire.TreeMessage;

/** Takes a submission from its bytes to its answer. */
@ApplicationScoped
public class TreeSubmission {
  private static final int RUNS_PER_QUERY = 1_000;

  @Inject SubmissionReader reader;
  @Inject TreeRunner runner;
  @Inject RunRepository runs;
  @Inject StoredTrees stored;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public TreeSubmission() {}

  /** Stores what a body holds, all or nothing, and answers the trees. */
  public Response submit(byte[] body, HttpHeaders headers, boolean run) {
    Optional<SubmissionKey> key = SubmissionKeys.of(headers, body, run);
    SubmissionReader.Submission read = reader.read(Bodies.json(body));
    TreeRunner.Submitted submitted = runner.submit(read.trees(), run, key);
    List<TreeMessage> trees =
        submitted.isReplay()
            ? submitted.treeIds().stream().map(stored::read).toList()
            : fresh(read.trees(), run);
    return answer(trees, read.isBulk(), submitted.isReplay());
  }

  private List<TreeMessage> fresh(List<NewTree> trees, boolean run) {
    Map<UUID, TreeRun> queued = run ? queuedRuns(trees) : Map.of();
    List<TreeMessage> messages = new ArrayList<>(trees.size());
    for (NewTree tree : trees) {
      TreeRun queuedRun = queued.get(tree.tree().id());
      messages.add(TreeMessages.ofSubmitted(tree, Optional.ofNullable(queuedRun)));
    }
    return messages;
  }

  private Map<UUID, TreeRun> queuedRuns(List<NewTree> trees) {
    Map<UUID, TreeRun> byTree = new HashMap<>();
    List<UUID> ids = trees.stream().map(tree -> tree.tree().id()).toList();
    for (int from = 0; from < ids.size(); from += RUNS_PER_QUERY) {
      List<UUID> some = ids.subList(from, Math.min(ids.size(), from + RUNS_PER_QUERY));
      runs.firstOf(some).forEach(run -> byTree.put(run.treeId(), run));
    }
    return byTree;
  }

  private static Response answer(List<TreeMessage> trees, boolean isBulk, boolean isReplay) {
    Response.Status status = isReplay ? Response.Status.OK : Response.Status.CREATED;
    Object message = isBulk ? new Items<>(trees) : trees.get(0);
    Response.ResponseBuilder answer = JsonAnswer.of(status, message);
    if (!isBulk) {
      answer.location(URI.create("/api/trees/" + trees.get(0).id()));
    }
    if (isReplay) {
      answer.header("Idempotency-Replayed", "true");
    }
    return answer.build();
  }
}
