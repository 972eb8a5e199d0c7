package org.espalier.tree;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** Ids of a submission belong to stored tasks already. Nothing of the submission was stored. */
public class IdTakenException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public IdTakenException(List<UUID> ids) {
    super(
        ErrorCode.ID_TAKEN,
        "These task ids are taken by stored tasks; leave the ids out or choose others: "
            + ids.stream().limit(10).map(UUID::toString).collect(Collectors.joining(", "))
            + ".");
  }
}
