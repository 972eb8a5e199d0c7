package org.espalier.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keys for language models that callers have left, by user and provider. Kept in this node's memory
 * alone: never written anywhere, and gone when the node stops. Thread-safe.
 */
@ApplicationScoped
public class ModelKeys {
  /** Whoever can reach the server can set keys; they must not fill the memory. */
  private static final int MAX_USERS = 10_000;

  private static final int MAX_PROVIDERS = 50;

  private final Map<String, Map<String, String>> byUser = new TreeMap<>();

  /** For the container. */
  public ModelKeys() {}

  /** Keeps a key in place of the one before; false when there is no room for it. */
  public synchronized boolean put(String user, String provider, String key) {
    Map<String, String> ofUser = byUser.getOrDefault(user, new TreeMap<>());
    boolean isNew = !ofUser.containsKey(provider);
    if (isNew && ofUser.size() >= MAX_PROVIDERS
        || !byUser.containsKey(user) && byUser.size() >= MAX_USERS) {
      return false;
    }
    ofUser.put(provider, key);
    byUser.put(user, ofUser);
    return true;
  }

  /** The providers there is a key for. */
  public synchronized Set<String> providers(String user) {
    return new TreeSet<>(byUser.getOrDefault(user, Map.of()).keySet());
  }

  /** Forgets a key; whether there was one. */
  public synchronized boolean remove(String user, String provider) {
    Map<String, String> ofUser = byUser.get(user);
    boolean isThere = ofUser != null && ofUser.remove(provider) != null;
    if (ofUser != null && ofUser.isEmpty()) {
      byUser.remove(user);
    }
    return isThere;
  }

  /** Forgets all keys of a user; whether there was one. */
  public synchronized boolean removeAll(String user) {
    return byUser.remove(user) != null;
  }
}
