package org.espalier.bench;

import java.util.Locale;

/** What a figure should be. */
record Target(double limit, boolean isUpper) {
  static Target atMost(double limit) {
    return new Target(limit, true);
  }

  static Target atLeast(double limit) {
    return new Target(limit, false);
  }

  boolean isMet(double value) {
    return isUpper ? value <= limit : value >= limit;
  }

  @Override
  public String toString() {
    return (isUpper ? "<= " : ">= ")
        + String.format(Locale.ROOT, limit == Math.rint(limit) ? "%.0f" : "%.2f", limit);
  }
}
