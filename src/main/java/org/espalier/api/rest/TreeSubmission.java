package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.engine.SubmissionKey;
import org.espalier.engine.SubmissionReceipt;
import org.espalier.engine.TreeRunner;
import org.espalier.tree.TreeNotFoundException;
import org.espalier.tree.submission.SubmissionReader;
import org.espalier.wire.Items;
import org.espalier.wire.TreeMessage;

/** Takes a submission from its bytes to its answer. */
@ApplicationScoped
public class TreeSubmission {
  @Inject SubmissionReader reader;
  @Inject TreeRunner runner;
  @Inject StoredTrees stored;

  /** For the container, which sets the fields. */
  public TreeSubmission() {}

  /**
   * Stores what a body holds, all or nothing, and answers the trees: fresh ones as they were
   * stored, without asking the database again.
   */
  public Response submit(byte[] body, HttpHeaders headers, boolean run) {
    Optional<SubmissionKey> key = SubmissionKeys.of(headers, body, run);
    SubmissionReader.Submission read = reader.read(Bodies.json(body));
    SubmissionReceipt submitted = runner.submit(read.trees(), run, key);
    List<TreeMessage> trees =
        submitted.isReplay()
            ? submitted.treeIds().stream().map(this::replayed).toList()
            : read.trees().stream()
                .map(tree -> TreeMessages.ofSubmitted(tree, submitted.queuedAt()))
                .toList();
    return answer(trees, read.isBulk(), submitted.isReplay());
  }

  /** A tree that was deleted is not made again: the key says that this was submitted before. */
  private TreeMessage replayed(UUID treeId) {
    try {
      return stored.read(treeId);
    } catch (TreeNotFoundException e) {
      throw new RequestRefusedException(
          ErrorCode.TREE_DELETED,
          "This was submitted before under the same Idempotency-Key, and tree %s of it was deleted since; submit under another key to store it again."
              .formatted(treeId));
    }
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
