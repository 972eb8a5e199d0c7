package org.espalier.api.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/** What a method answers. */
public sealed interface RpcResult {

  /** The result of the answer. */
  JsonNode value();

  /** Just a result. */
  record Value(JsonNode value) implements RpcResult {}

  /**
   * A result, and after it the events of a run as they happen. A place for the stream is reserved.
   *
   * @param rootId the root of the tree that runs
   */
  record Events(JsonNode value, UUID runId, UUID rootId) implements RpcResult {}
}
