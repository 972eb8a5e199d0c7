package org.espalier.engine.node;

/** A rule was broken in a simulation. An Error, so that no code under test takes it for its own. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String rule;

  Violation(String rule, String how) {
    super(rule + ": " + how);
    this.rule = rule;
  }

  /** The rule, in words that are the same for every way to break it. */
  String rule() {
    return rule;
  }

  static void unless(boolean holds, String rule, String how, Object... details) {
    if (!holds) {
      throw new Violation(rule, how.formatted(details));
    }
  }
}
