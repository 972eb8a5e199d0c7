package org.espalier.hook;

/**
 * What hooks of tasks and of trees have in common, so that one class can be both. Such a class of a
 * jar is made once, also when it is an executor besides. Not sealed: a proxy of such a bean
 * implements it too.
 */
public interface Hook {
  /** Smaller is earlier. */
  default int order() {
    return 0;
  }
}
