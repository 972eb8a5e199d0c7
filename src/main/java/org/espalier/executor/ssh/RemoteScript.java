package org.espalier.executor.ssh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent to the far side's shell. The command and its variables go through standard input and
 * not on a command line, where other users of the machine could read them.
 */
final class RemoteScript {
  /** Every process of a command has it in its environment, so that all of them are found. */
  static final String MARK = "ESPALIER_PROCESS";

  /** Stands in a mark between the task and what is different each time. */
  static final String OF = ".";

  static final String IDEMPOTENCY_KEY = "ESPALIER_IDEMPOTENCY_KEY";

  /**
   * Tells its process number on stderr, reads lines up to the mark, runs them, and becomes the
   * user's shell with the command. sshd has made it the leader of a process group. It holds no line
   * break and no exclamation mark, so that csh and fish pass it on too.
   */
  private static final String START =
      "echo \"@ $$\" >&2; n=$(printf \"\\nx\"); n=${n%x}; h=; e=; "
          + "while IFS= read -r l; do case \"$l\" in @) e=1; break;; esac; h=\"$h$l$n\"; done; "
          + "[ \"$e\" = 1 ] || exit 255; eval \"$h\"; exec \"${SHELL:-/bin/sh}\" -c \"$c\"";

  /** Ends a process group, and on Linux what has left it but has the mark: TERM, then KILL. */
  private static final String KILL =
      "p=GROUP; all() { for f in $(grep -ls \"@\" /proc/[0-9]*/environ 2>/dev/null); do"
          + " f=${f%/environ}; echo ${f#/proc/}; done; }; sig() { [ $p = 0 ] || kill -$1 -- -$p"
          + " 2>/dev/null || kill -$1 $p 2>/dev/null; for q in $(all); do kill -$1 $q 2>/dev/null;"
          + " done; }; left() { { [ $p != 0 ] && kill -0 -- -$p 2>/dev/null; } || [ -n \"$(all)\""
          + " ]; }; sig TERM; i=0; while left && [ $i -lt GRACE ]; do sleep 0.1 2>/dev/null ||"
          + " sleep 1; i=$((i+1)); done; i=0; while left && [ $i -lt 30 ]; do sig KILL; sleep 0.1"
          + " 2>/dev/null || sleep 1; i=$((i+1)); done; exit 0";

  /** Ends what earlier attempts left; it must run before the mark of its own is exported. */
  private static final String END_EARLIER =
      "if ! ( %s ) </dev/null >/dev/null 2>&1; then echo 'A command of an earlier attempt of this"
          + " task still runs and cannot be ended.' >&2; exit 253; fi\n";

  private RemoteScript() {}

  /** The command line that starts; the first line of its stderr is the mark and the number. */
  static String start(String mark) {
    return inShell(START.replace("@", mark));
  }

  /** What the started shell reads before the command's own input. */
  static byte[] header(
      String mark, String command, Map<String, String> environment, Optional<String> ender) {
    StringBuilder header = new StringBuilder("unset h l e n\n");
    ender.map(END_EARLIER::formatted).ifPresent(header::append);
    environment.forEach(
        (name, value) -> header.append("export %s=%s\n".formatted(name, quoted(value))));
    header.append("export %s=%s\n".formatted(MARK, mark));
    header.append("c=%s\n%s\n".formatted(quoted(command), mark));
    return header.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The command line that ends what was started. */
  static String kill(long group, String mark, Duration grace) {
    return inShell(ender(group, mark, grace));
  }

  /** The shell code that ends all that a task has started before, and fails where it cannot. */
  static String endEarlier(String task, Duration grace) {
    return ender(0, task + OF, grace).replace("exit 0", "! left");
  }

  private static String ender(long group, String mark, Duration grace) {
    return KILL.replace("GROUP", Long.toString(group))
        .replace("@", MARK + "=" + mark)
        .replace("GRACE", Long.toString(grace.toMillis() / 100));
  }

  private static String inShell(String script) {
    return "exec /bin/sh -c " + quoted(script);
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
