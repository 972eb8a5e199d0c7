package org.espalier.api.jsonrpc;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All methods there are, by name. Thread-safe. */
@ApplicationScoped
public class RpcRegistry {
  @Inject Instance<RpcMethods> groups;

  private final TreeMap<String, RpcMethod> methods = new TreeMap<>();

  /** For the container, which sets the fields. */
  public RpcRegistry() {}

  @PostConstruct
  void collect() {
    groups.forEach(group -> methods.putAll(group.methods()));
  }

  Optional<RpcMethod> find(String name) {
    return Optional.ofNullable(methods.get(name));
  }

  Set<String> names() {
    return Set.copyOf(methods.keySet());
  }
}
