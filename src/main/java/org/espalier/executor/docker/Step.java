package org.espalier.executor.docker;

/** How far an attempt has come. */
enum Step {
  IMAGE,
  CREATE,
  START,
  RUN
}
