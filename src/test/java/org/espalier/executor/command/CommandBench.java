package org.espalier.executor.command;

import java.util.Map;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutorBench;
import org.espalier.executor.TestSettings;

/** What {@code command_executor} adds to the start of a process. Run it by hand. */
final class CommandBench {
  private CommandBench() {}

  public static void main(String[] args) throws Exception {
    CommandExecutor executor =
        CommandExecutor.standalone(
            TestSettings.executors(Map.of("command.enabled", "true", "command.allow", "*"))
                .command());
    ExecutorBench.overhead(
        "command true",
        300,
        CommandBench::bare,
        () -> executor.execute(Contexts.of("{'command':['true']}")));
    ExecutorBench.concurrent(
        "command sleep 1", 200, () -> executor.execute(Contexts.of("{'command':['sleep','1']}")));
  }

  private static int bare() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.getOutputStream().close();
    process.getInputStream().readAllBytes();
    process.getErrorStream().readAllBytes();
    return process.waitFor();
  }
}
