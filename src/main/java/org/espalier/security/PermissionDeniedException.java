package org.espalier.security;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.espalier.ErrorCode;
import org.espalier.EspalierException;

/** The caller may not do what they ask for. */
public class PermissionDeniedException extends EspalierException {
  private static final long serialVersionUID = 1L;

  /** Says which permission is missing, and which roles have it. */
  public PermissionDeniedException(Caller caller, Permission permission) {
    super(
        ErrorCode.FORBIDDEN,
        "This needs the permission '%s' (of the roles %s), which '%s' does not have."
            .formatted(permission.word(), rolesWith(permission), caller.name()));
  }

  /** With a sentence of its own. */
  public PermissionDeniedException(String why) {
    super(ErrorCode.FORBIDDEN, why);
  }

  private static String rolesWith(Permission permission) {
    return Arrays.stream(Role.values())
        .filter(role -> role.has(permission))
        .map(Role::word)
        .collect(Collectors.joining(", "));
  }
}
