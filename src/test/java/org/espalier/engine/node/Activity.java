package org.espalier.engine.node;

/** Something a simulation can do next. */
interface Activity {
  String name();

  /** From when on it can be done, in virtual time; {@link VirtualTime#NEVER} while it cannot. */
  long due();

  void run();
}
