package org.espalier.executor;

import java.util.Optional;

/**
 * A library that an executor needs and a lean WAR leaves out. An executor whose bean class itself
 * names no type of the library is listed as unavailable where it is missing, and the server starts
 * all the same.
 */
public final class OptionalLibrary {
  private OptionalLibrary() {}

  /**
   * Looks for a library without loading any of it.
   *
   * @param className a class of it
   * @param library how people call it, with its Maven coordinates
   * @return why the executor cannot run, in a sentence; empty when the library is there
   */
  public static Optional<String> missing(String className, String library) {
    String resource = className.replace('.', '/') + ".class";
    return OptionalLibrary.class.getClassLoader().getResource(resource) != null
        ? Optional.empty()
        : Optional.of("This server was built without the library %s.".formatted(library));
  }
}
