package org.espalier.chaos;

import org.espalier.it.EspalierServer;

/** A server and the name under which the witness knows its process. Used by the test's thread. */
final class Node {
  final String name;
  final EspalierServer server;
  private int starts;

  Node(String name, EspalierServer server) {
    this.name = name;
    this.server = server;
  }

  /** Starts the server; the witness sees it under a new name. */
  Node start() {
    prepareStart();
    server.start();
    return this;
  }

  /** Gives the process that starts next its name. */
  void prepareStart() {
    starts++;
    server.with("ESPALIER_SECRET_WHO", process());
  }

  /** What the witness calls the process that was started last. */
  String process() {
    return name + "-" + starts;
  }
}
