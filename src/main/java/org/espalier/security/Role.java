package org.espalier.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a caller is; a caller may be several of them. {@code docs/security.md} has the table. */
public enum Role {
  VIEWER(Permission.READ),
  SUBMITTER(Permission.READ, Permission.SUBMIT),
  OPERATOR(Permission.READ, Permission.SUBMIT, Permission.OPERATE),
  APPROVER(Permission.READ, Permission.APPROVE),
  ADMIN(
      Permission.READ,
      Permission.SUBMIT,
      Permission.OPERATE,
      Permission.APPROVE,
      Permission.ADMINISTER);

  private final Set<Permission> permissions;

  Role(Permission... permissions) {
    this.permissions = EnumSet.of(Permission.OPEN, permissions);
  }

  /** The role of a word such as {@code viewer}. */
  public static Optional<Role> find(String word) {
    return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
  }

  /** The word used on the wire and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean has(Permission permission) {
    return permissions.contains(permission);
  }
}
