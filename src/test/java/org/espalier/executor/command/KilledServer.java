package org.espalier.executor.command;

import java.util.Map;
import org.espalier.executor.Contexts;
import org.espalier.executor.TestSettings;

/** A server of its own process that runs a program until it is killed: directory, inputs. */
final class KilledServer {
  private KilledServer() {}

  public static void main(String[] args) throws InterruptedException {
    Map<String, String> values =
        Map.of(
            "command.enabled",
            "true",
            "command.allow",
            "*",
            "command.directory",
            args[0],
            "command.environment",
            "PROBE");
    CommandExecutor.standalone(TestSettings.executors(values).command())
        .execute(Contexts.of(args[1]));
  }
}
