package org.espalier.engine.batch;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.espalier.engine.node.RunHandle;

/** Where a job that this node started finds the claims it stands for. Thread-safe. */
@ApplicationScoped
public class ClaimBoard {
  private final Map<String, List<RunHandle>> claims = new ConcurrentHashMap<>();

  void put(String key, List<RunHandle> handles) {
    claims.put(key, List.copyOf(handles));
  }

  /** The claims of this key, once; empty for a job that somebody else started or restarted. */
  Optional<List<RunHandle>> take(String key) {
    return Optional.ofNullable(claims.remove(key));
  }
}
