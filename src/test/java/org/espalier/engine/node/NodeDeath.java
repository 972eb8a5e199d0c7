package org.espalier.engine.node;

/** Thrown through whatever a simulated node was doing when it died. */
final class NodeDeath extends Error {
  private static final long serialVersionUID = 1L;

  NodeDeath() {
    super("the node died", null, false, false);
  }
}
