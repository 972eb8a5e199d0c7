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
import org.espalier.api.http.LargeReads;
import org.espalier.api.problem.RequestRefusedException;
import org.espalier.engine.SubmissionKey;
import org.espalier.engine.SubmissionReceipt;
import org.espalier.engine.TreeRunner;
import org.espalier.tree.submission.SubmissionReader;
import org.espalier.wire.Items;
import org.espalier.wire.TreeMessage;

/** Takes a submission from its bytes to its answer. */
@ApplicationScoped
public class TreeSubmission {
  @Inject SubmissionReader reader;
  @Inject TreeRunner runner;
  @Inject StoredTrees stored;
  @Inject LargeReads turns;

  /** For the container, which sets the fields. */
  public TreeSubmission() {}

  /**
   * Stores what a body holds, all or nothing, and answers the trees: fresh ones as they were
   * stored, without asking the database again. Large ones take turns.
   */
  public Response submit(byte[] body, HttpHeaders headers, boolean run) {
    Optional<SubmissionKey> key = SubmissionKeys.of(headers, body, run);
    LargeReads.Turn turn = turns.takeForBody(body.length);
    try (turn) {
      SubmissionReader.Submission read = reader.read(Bodies.json(body));
      SubmissionReceipt submitted = runner.submit(read.trees(), run, key);
      return submitted.isReplay()
          ? replayed(submitted.treeIds(), read.isBulk())
          : fresh(read, submitted);
    }
  }

  private static Response fresh(SubmissionReader.Submission read, SubmissionReceipt submitted) {
    List<TreeMessage> trees =
        read.trees().stream()
            .map(tree -> TreeMessages.ofSubmitted(tree, submitted.queuedAt()))
            .toList();
    return read.isBulk()
        ? JsonAnswer.of(Response.Status.CREATED, new Items<>(trees)).build()
        : JsonAnswer.created(place(trees.get(0).id()), trees.get(0));
  }

  private Response replayed(List<UUID> treeIds, boolean isBulk) {
    treeIds.forEach(this::refuseIfDeleted);
    Response.ResponseBuilder answer =
        Response.fromResponse(
            JsonAnswer.ok(isBulk ? stored.streamAll(treeIds) : stored.stream(treeIds.get(0))));
    if (!isBulk) {
      answer.location(URI.create(place(treeIds.get(0))));
    }
    return answer.header("Idempotency-Replayed", "true").build();
  }

  /** A tree that was deleted is not made again: the key says that this was submitted before. */
  private void refuseIfDeleted(UUID treeId) {
    if (!stored.has(treeId)) {
      throw new RequestRefusedException(
          ErrorCode.TREE_DELETED,
          "This was submitted before under the same Idempotency-Key, and tree %s of it was deleted since; submit under another key to store it again."
              .formatted(treeId));
    }
  }

  private static String place(UUID treeId) {
    return "/api/trees/" + treeId;
  }
}
