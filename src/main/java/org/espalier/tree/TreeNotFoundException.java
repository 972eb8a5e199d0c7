package org.espalier.tree;

import java.util.UUID;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;
import org.espalier.json.field.FieldReader;

/** There is no tree with this id. */
public class TreeNotFoundException extends EspalierException {
  private static final long serialVersionUID = 1L;

  public TreeNotFoundException(UUID treeId) {
    super(ErrorCode.TREE_NOT_FOUND, "There is no tree %s.".formatted(treeId));
  }

  /** For what a caller gave as an id and is none. */
  public TreeNotFoundException(String text) {
    super(ErrorCode.TREE_NOT_FOUND, "There is no tree '%s'.".formatted(FieldReader.shorten(text)));
  }
}
