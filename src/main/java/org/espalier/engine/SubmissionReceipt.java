package org.espalier.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of a submission.
 *
 * @param treeIds the stored trees, in the order of the submission
 * @param isReplay whether the same submission had been stored before; then nothing was stored now
 * @param queuedAt when a run of each was queued; empty when none was, or at a replay
 */
public record SubmissionReceipt(List<UUID> treeIds, boolean isReplay, Optional<Instant> queuedAt) {}
