package org.espalier.executor;

/**
 * Reads the name of something on this server. A name that is a URL of another scheme ({@code
 * ldap:}, {@code rmi:}) would make the server connect to a stranger and trust what it sends.
 */
public final class JndiName {
  private JndiName() {}

  /**
   * The name in this field.
   *
   * @throws InvalidInputException when it is missing or may lead off this server
   */
  public static String require(Inputs inputs, String field) {
    String name = inputs.requireText(field);
    if (!name.startsWith("java:") && name.contains(":")) {
      throw new InvalidInputException(
          "%s.%s must be a name of this server: one that begins with java: or has no colon."
              .formatted(inputs.where(), field));
    }
    return name;
  }
}
