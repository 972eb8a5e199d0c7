package org.espalier.bench;

/** How the seconds of a workload are told. */
enum Unit {
  TASKS_PER_SECOND("tasks/s"),
  MILLIS("ms"),
  MICROS_PER_TASK("us/task");

  private final String word;

  Unit(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  double of(double seconds, int tasks) {
    return switch (this) {
      case TASKS_PER_SECOND -> tasks / seconds;
      case MILLIS -> seconds * 1e3;
      case MICROS_PER_TASK -> seconds * 1e6 / tasks;
    };
  }
}
