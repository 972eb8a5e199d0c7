package org.espalier.executor.command;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.espalier.executor.InvalidInputException;

/**
 * The variables a program sees: some of the server's, those a task may set, and nothing else.
 * Immutable.
 *
 * @param inherited names of the server's that are passed on
 * @param settable names a task may set; one may end with {@code *}
 */
record ChildEnvironment(List<String> inherited, List<String> settable) {
  /**
   * The environment of one program.
   *
   * @throws InvalidInputException when a task sets what it may not
   */
  Map<String, String> with(Map<String, String> given) {
    Map<String, String> environment = new TreeMap<>();
    for (String name : inherited) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    given.keySet().forEach(this::check);
    environment.putAll(given);
    return environment;
  }

  private void check(String name) {
    if (settable.stream().noneMatch(pattern -> covers(pattern, name))) {
      throw new InvalidInputException(
          "inputs.env.%s may not be set here. An administrator allows it with the setting espalier.executors.command.environment."
              .formatted(name));
    }
  }

  private static boolean covers(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
