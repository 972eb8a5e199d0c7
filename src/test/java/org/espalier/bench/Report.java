package org.espalier.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.espalier.json.Json;

/** Prints figures as they come and keeps them for a file. */
final class Report {
  private final Machine machine;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Report(Machine machine) {
    this.machine = machine;
    machine.print();
  }

  /** Begins a family: its name, and what it runs on. */
  void head(String title) {
    note("== " + title);
    System.out.printf(
        Locale.ROOT,
        "%-46s %10s %10s %10s  %8s %-6s %6s  %s%n",
        "workload",
        "min",
        "median",
        "max",
        "target",
        "",
        "floor",
        "CPU ms/task server postgres client");
  }

  void add(Figure figure) {
    figures.add(figure);
    System.out.println(figure.line());
  }

  /** Something to know beside the figures. */
  void note(String text) {
    notes.add(text);
    System.out.println(text);
  }

  void write(Path file) throws IOException {
    ObjectNode json = Json.object().put("at", Instant.now().toString());
    json.set("machine", machine.toJson());
    ArrayNode array = json.putArray("figures");
    figures.forEach(figure -> array.add(figure.toJson()));
    ArrayNode texts = json.putArray("notes");
    notes.forEach(texts::add);
    Files.writeString(file, Json.write(json) + "\n");
  }
}
