package org.espalier.security;

import java.util.Set;

/**
 * Who calls.
 *
 * @param id what tells them from all others; it names what is theirs alone
 * @param name what people call them; it is noted where a person's decision is
 * @param roles what they are
 * @param executors the restricted kinds of executors that are granted to them by name
 */
public record Caller(String id, String name, Set<Role> roles, Set<String> executors) {
  /** Espalier itself: schedules, recovery, tests without HTTP. */
  public static final Caller SYSTEM = new Caller("", "espalier", Set.of(Role.ADMIN), Set.of());

  /** Somebody of whom nothing is known, at what is open to anybody. */
  public static final Caller NOBODY = new Caller("", "nobody", Set.of(), Set.of());

  public Caller {
    roles = Set.copyOf(roles);
    executors = Set.copyOf(executors);
  }

  /** Refuses what they may not do. */
  public void require(Permission permission) {
    if (!may(permission)) {
      throw new PermissionDeniedException(this, permission);
    }
  }

  /** Whether one of the roles has this permission. */
  public boolean may(Permission permission) {
    return roles.stream().anyMatch(role -> role.has(permission));
  }

  /** Whether they may write tasks of a restricted kind. */
  public boolean mayUse(String executor) {
    return roles.contains(Role.ADMIN) || executors.contains(executor);
  }
}
