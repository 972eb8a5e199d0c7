package org.espalier.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.espalier.EspalierException;

/** Runs the command named by the first argument; {@code ./espalier} calls it. */
public final class Main {
  private Main() {}

  /** Exits with 0 when the command did what it was asked, else with 1 and a sentence. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int exit;
    try {
      exit = run(arguments, out);
    } catch (EspalierException | IOException | IllegalArgumentException e) {
      System.err.println("espalier: " + e.getMessage());
      exit = 1;
    }
    out.flush();
    System.exit(exit);
  }

  private static int run(String[] arguments, PrintStream out) throws IOException {
    if (arguments.length == 0 || !arguments[0].equals("demo")) {
      throw new IllegalArgumentException("the only command here is demo");
    }
    return new Demo(DemoOptions.parse(arguments), out).run() ? 0 : 1;
  }
}
