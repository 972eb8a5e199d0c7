package org.espalier.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * Pushes the events of runs to addresses outside. Implemented by a CDI bean above the engine; where
 * there is none, callers are told so.
 */
public interface WebhookPush {
  /**
   * Pushes the events of a run from its first on.
   *
   * @param config {@code {"url", "headers", "method", "timeout", "max_retries"}}, checked for form
   */
  void follow(UUID runId, UUID rootId, ObjectNode config);
}
