package org.espalier.settings;

import java.util.List;

/**
 * What {@code mcp_executor} may use ({@code espalier.executors.mcp.*}).
 *
 * @param maxBytes largest message and largest result
 * @param stdioEnabled whether servers may be started as local processes
 * @param stdioPrograms which: each a program, optionally with the arguments it must begin with,
 *     separated by spaces
 * @param stdioInherit variables of the server's environment that such a process sees
 * @param stdioEnvironment variables a task may set for it; a name may end with {@code *}
 * @param stdioDirectory where such a process may work; empty for the directory of temporary files
 */
public record McpSettings(
    int maxBytes,
    boolean stdioEnabled,
    List<String> stdioPrograms,
    List<String> stdioInherit,
    List<String> stdioEnvironment,
    String stdioDirectory) {
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

  public McpSettings {
    stdioPrograms = List.copyOf(stdioPrograms);
    stdioInherit = List.copyOf(stdioInherit);
    stdioEnvironment = List.copyOf(stdioEnvironment);
  }

  static McpSettings read(SettingsReader reader) {
    String p = "espalier.executors.mcp.";
    List<String> inherit = reader.list(p + "stdio-inherit");
    return new McpSettings(
        reader.integer(p + "max-bytes", 4 << 20, 1_024, 256 << 20),
        reader.flag(p + "stdio-enabled", false),
        reader.list(p + "stdio-programs"),
        inherit.isEmpty() ? INHERITED : inherit,
        reader.list(p + "stdio-environment"),
        reader.text(p + "stdio-directory", ""));
  }
}
