package org.espalier.executor.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.process.SearchPath;
import org.espalier.json.Json;
import org.espalier.settings.McpSettings;

/**
 * Lets a task start a server only as the settings allow: which program, with which first arguments,
 * in which directory, with which variables. Programs are compared by their real paths, so a link
 * opens nothing.
 */
record StdioGate(McpSettings settings) {
  private static final String P = "espalier.executors.mcp.";

  /** Reads {@code command}, {@code env} and {@code cwd}. */
  Server.Stdio open(Inputs inputs) throws StdioDeniedException {
    if (!settings.stdioEnabled()) {
      throw new StdioDeniedException(
          "Starting MCP servers as local programs is off. An administrator turns it on with the setting %sstdio-enabled, and names the programs in %sstdio-programs."
              .formatted(P, P));
    }
    List<String> command = command(inputs);
    Path program = program(command.get(0));
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, program.toString());
    if (settings.stdioPrograms().stream().noneMatch(rule -> allows(rule, resolved))) {
      throw new StdioDeniedException(
          "The program %s is not allowed with these arguments. An administrator adds it to the setting %sstdio-programs."
              .formatted(program, P));
    }
    return new Server.Stdio(List.copyOf(resolved), environment(inputs), directory(inputs));
  }

  private static List<String> command(Inputs inputs) {
    JsonNode given =
        inputs
            .value("command")
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "inputs.command is required: give an array of the program and its arguments."));
    List<String> words = new ArrayList<>();
    given.forEach(word -> words.add(word.asText()));
    boolean allText = !given.isEmpty() && given.isArray();
    for (JsonNode word : given) {
      allText &= word.isTextual() && word.textValue().indexOf('\0') < 0;
    }
    return allText && !words.get(0).isBlank()
        ? words
        : inputs.refuse("command", "an array of strings, the program first", given);
  }

  private Path program(String name) throws StdioDeniedException {
    return resolve(name)
        .orElseThrow(
            () ->
                new StdioDeniedException(
                    "There is no program %s. Give its absolute path, or a name on the server's PATH."
                        .formatted(name)));
  }

  private static Optional<Path> resolve(String name) {
    Optional<Path> found =
        name.contains("/")
            ? Optional.of(Path.of(name)).filter(Path::isAbsolute).filter(SearchPath::isProgram)
            : SearchPath.ofThisServer().find(name);
    return found.flatMap(StdioGate::realPath);
  }

  private static Optional<Path> realPath(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean allows(String rule, List<String> command) {
    List<String> words = List.of(rule.strip().split("\\s+"));
    Optional<Path> program = resolve(words.get(0));
    return program.isPresent()
        && program.get().toString().equals(command.get(0))
        && command.size() >= words.size()
        && command.subList(1, words.size()).equals(words.subList(1, words.size()));
  }

  private Map<String, String> environment(Inputs inputs) throws StdioDeniedException {
    Map<String, String> all = new TreeMap<>();
    for (String name : settings.stdioInherit()) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> all.put(name, value));
    }
    ObjectNode given = inputs.object("env").orElseGet(Json::object);
    for (Map.Entry<String, JsonNode> variable : given.properties()) {
      String name = variable.getKey();
      if (variable.getValue().isContainerNode() || variable.getValue().isNull()) {
        inputs.refuse("env." + name, "a string", variable.getValue());
      }
      if (settings.stdioEnvironment().stream().noneMatch(rule -> covers(rule, name))) {
        throw new StdioDeniedException(
            "inputs.env.%s may not be set. An administrator adds it to the setting %sstdio-environment."
                .formatted(name, P));
      }
      all.put(name, variable.getValue().asText());
    }
    return all;
  }

  private static boolean covers(String rule, String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*")
        && (rule.endsWith("*")
            ? name.startsWith(rule.substring(0, rule.length() - 1))
            : name.equals(rule));
  }

  private Path directory(Inputs inputs) throws StdioDeniedException {
    Optional<String> given = inputs.text("cwd");
    boolean free = settings.stdioDirectory().isEmpty();
    if (free && given.isPresent()) {
      throw new StdioDeniedException(
          "inputs.cwd may not be given. An administrator names the directory it must lie in with the setting %sstdio-directory."
              .formatted(P));
    }
    Path root = Path.of(free ? System.getProperty("java.io.tmpdir") : settings.stdioDirectory());
    Path real = realPath(root).orElse(root);
    Path wanted = given.map(root::resolve).flatMap(StdioGate::realPath).orElse(real);
    boolean isThere = given.isEmpty() || Files.isDirectory(root.resolve(given.get()));
    if (!isThere || !wanted.startsWith(real)) {
      throw new StdioDeniedException(
          "inputs.cwd must be a directory below %s (setting %sstdio-directory)."
              .formatted(root, P));
    }
    return wanted;
  }
}
