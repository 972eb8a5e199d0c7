package org.espalier.security;

import java.util.Locale;

/** What a verb needs. */
public enum Permission {
  /** Nothing: it is served to anybody, also without a key. */
  OPEN,
  /** To see trees, runs, attempts, events, and what there is. */
  READ,
  /** To store trees, change their tasks, and start runs. */
  SUBMIT,
  /** To cancel, pause and resume runs, and to delete. */
  OPERATE,
  /** To answer questions that tasks put to people. */
  APPROVE,
  /** To say who may call. */
  ADMINISTER;

  /** The word used in messages and in {@code docs/security.md}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
