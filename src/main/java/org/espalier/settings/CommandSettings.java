package org.espalier.settings;

import java.time.Duration;
import java.util.List;

/**
 * What {@code command_executor} may do ({@code espalier.executors.command.*}).
 *
 * @param enabled whether it runs programs at all
 * @param allow programs tasks may run: names on the path, absolute paths, {@code /directory/*} for
 *     those directly in a directory, {@code *} for all
 * @param shell whether a task may ask for a shell, which can run anything
 * @param directory where programs work and below which a task may choose; empty for the directory
 *     of temporary files, and no choice
 * @param inherit variables of the server's environment that a program sees
 * @param environment variables a task may set; a name may end with {@code *}
 * @param maxOutputChars how much is kept of stdout, and of stderr
 * @param maxTimeout longest time of one program
 * @param killGrace how long a program may take to end after SIGTERM before it gets SIGKILL
 */
public record CommandSettings(
    boolean enabled,
    List<String> allow,
    boolean shell,
    String directory,
    List<String> inherit,
    List<String> environment,
    int maxOutputChars,
    Duration maxTimeout,
    Duration killGrace) {
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

  public CommandSettings {
    allow = List.copyOf(allow);
    inherit = List.copyOf(inherit);
    environment = List.copyOf(environment);
  }

  static CommandSettings read(SettingsReader reader) {
    String p = "espalier.executors.command.";
    List<String> inherit = reader.list(p + "inherit");
    return new CommandSettings(
        reader.flag(p + "enabled", false),
        reader.list(p + "allow"),
        reader.flag(p + "shell", false),
        reader.text(p + "directory", ""),
        inherit.isEmpty() ? INHERITED : inherit,
        reader.list(p + "environment"),
        reader.integer(p + "max-output-chars", 1 << 20, 1_024, 64 << 20),
        reader.duration(
            p + "max-timeout", Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofDays(30)),
        reader.duration(
            p + "kill-grace", Duration.ofSeconds(2), Duration.ZERO, Duration.ofSeconds(30)));
  }
}
