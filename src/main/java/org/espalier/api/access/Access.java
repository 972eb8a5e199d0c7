package org.espalier.api.access;

import java.util.List;
import org.espalier.security.Permission;

/** What the door makes of a request, before it knows who calls. */
sealed interface Access {
  /** Whoever has this permission may go on. */
  record Needs(Permission permission) implements Access {}

  /** Whoever is known may go on; the rest is decided further in, verb by verb. */
  record Known() implements Access {}

  /** There is nothing there. */
  record NotThere() implements Access {}

  /** There is something, but not by this method of HTTP. */
  record OtherMethods(List<String> allowed) implements Access {}
}
