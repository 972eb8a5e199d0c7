package org.espalier.tree.condition;

import com.fasterxml.jackson.databind.JsonNode;

/** What a reference <code>${name.path}</code> leads to. */
public sealed interface Referenced {
  /** A value; it belongs to a result and must not be changed. */
  record Found(JsonNode value) implements Referenced {}

  /**
   * Nothing.
   *
   * @param why one sentence
   */
  record Missing(String why) implements Referenced {}
}
