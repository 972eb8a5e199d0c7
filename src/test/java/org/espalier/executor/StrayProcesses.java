package org.espalier.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds processes that a test leaves behind. Servers that other tests have started are there
 * before, and may start further ones.
 */
public final class StrayProcesses {
  private final Set<ProcessHandle> before =
      ProcessHandle.current().descendants().collect(Collectors.toSet());

  /** Fails when there are new processes besides these. */
  public void assertNone(Predicate<ProcessHandle> expected) {
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .as("processes left behind")
        .allMatch(process -> expected.test(process) || wasThere(process));
  }

  private boolean wasThere(ProcessHandle process) {
    return before.contains(process) || process.parent().filter(this::wasThere).isPresent();
  }
}
