package org.espalier.executor.ejb;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import org.espalier.executor.InvalidInputException;

/**
 * Lets tasks call beans of other applications and nothing else that has a name on this server:
 * contexts, data sources, connection factories, thread pools, Espalier's own beans. Wide patterns
 * in the setting allow names that nobody thought of. Thread-safe.
 */
final class BeanGate {
  private static final List<String> OURS = List.of("java:comp", "java:module", "java:app");

  /** No bean of an application is of these, unless it is behind a proxy. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "java.",
          "javax.",
          "jakarta.",
          "jdk.",
          "com.sun.",
          "fish.payara.",
          "org.glassfish.",
          "org.apache.",
          "org.h2.",
          "org.jboss.",
          "org.postgresql.",
          "org.wildfly.");

  private static final String VIEW_OF_WILDFLY = "$$$view";

  private final BeanDirectory directory;

  BeanGate(BeanDirectory directory) {
    this.directory = directory;
  }

  /**
   * Looks at a name.
   *
   * @throws InvalidInputException when what has it is no bean of another application
   */
  void checkName(String jndi) {
    boolean isOurs =
        OURS.stream().anyMatch(room -> jndi.equals(room) || jndi.startsWith(room + "/"))
            || ownApplication().filter(own -> isBelow(jndi, own)).isPresent();
    if (isOurs) {
      throw new InvalidInputException(
          "inputs.jndi must name a bean of another application, by a name in java:global; '%s' is Espalier's own."
              .formatted(jndi));
    }
  }

  private static boolean isBelow(String jndi, String application) {
    return jndi.equals("java:global/" + application)
        || jndi.startsWith("java:global/" + application + "/");
  }

  /** As the server calls it; empty outside of one. */
  private Optional<String> ownApplication() {
    try {
      return directory.lookup("java:app/AppName") instanceof String name
          ? Optional.of(name)
          : Optional.empty();
    } catch (NamingException e) {
      return Optional.empty();
    }
  }

  /**
   * What is found under a name.
   *
   * @throws InvalidInputException when it is no bean
   */
  Object find(String jndi) throws NamingException {
    checkName(jndi);
    Object found = directory.lookup(jndi);
    String type = found.getClass().getName();
    boolean isOfTheServer =
        !Proxy.isProxyClass(found.getClass())
            && !type.contains(VIEW_OF_WILDFLY)
            && OF_THE_SERVER.stream().anyMatch(type::startsWith);
    if (isOfTheServer) {
      throw new InvalidInputException(
          "inputs.jndi must name an enterprise bean; '%s' is something else (%s)."
              .formatted(jndi, type));
    }
    return found;
  }
}
