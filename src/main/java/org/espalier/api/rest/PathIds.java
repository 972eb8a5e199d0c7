package org.espalier.api.rest;

import java.util.UUID;
import org.espalier.api.http.Ids;
import org.espalier.engine.approval.ApprovalNotFoundException;
import org.espalier.engine.store.RunNotFoundException;
import org.espalier.tree.TaskNotFoundException;
import org.espalier.tree.TreeNotFoundException;

/** Ids in paths: what is no id names nothing. */
final class PathIds {
  private PathIds() {}

  static UUID tree(String text) {
    return Ids.parse(text).orElseThrow(() -> new TreeNotFoundException(text));
  }

  static UUID task(String text) {
    return Ids.parse(text).orElseThrow(() -> new TaskNotFoundException(text));
  }

  static UUID approval(String text) {
    return Ids.parse(text).orElseThrow(() -> new ApprovalNotFoundException(text));
  }

  static UUID run(String text) {
    return Ids.parse(text).orElseThrow(() -> new RunNotFoundException(text));
  }
}
