package org.espalier.executor.mail;

import java.net.IDN;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.executor.InvalidInputException;

/**
 * An address, perhaps with a name: {@code Ann Lee <ann@example.com>} (RFC 5322 section 3.4, the
 * forms in use). Holds no character that could end a header or begin another address.
 *
 * @param name empty for none
 * @param address its domain in ASCII
 */
record Mailbox(String name, String address) {
  private static final Pattern FORM =
      Pattern.compile("(?:(?<name>[^<>]*)<(?<inside>[^<>]+)>|(?<bare>[^<>\\s]+))");

  /** RFC 5321 section 4.5.3.1: 64 before the sign, 255 after it. */
  private static final Pattern LOCAL =
      Pattern.compile(
          "(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,255}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  /**
   * Reads an address.
   *
   * @param field what it is, for the message
   */
  static Mailbox parse(String field, String text) {
    return find(text)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    field
                        + " must be an address such as ann@example.com or Ann Lee <ann@example.com>, without line breaks."));
  }

  private static Optional<Mailbox> find(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (Lines.hasControl(text) || !form.matches()) {
      return Optional.empty();
    }
    String address = form.group("bare") == null ? form.group("inside").strip() : form.group("bare");
    String name = form.group("name") == null ? "" : unquoted(form.group("name").strip());
    int at = address.lastIndexOf('@');
    if (at < 0 || !LOCAL.matcher(address.substring(0, at)).matches()) {
      return Optional.empty();
    }
    return domain(address.substring(at + 1))
        .map(domain -> new Mailbox(name, address.substring(0, at) + "@" + domain));
  }

  private static Optional<String> domain(String written) {
    try {
      return Optional.of(IDN.toASCII(written)).filter(d -> DOMAIN.matcher(d).matches());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String unquoted(String name) {
    boolean isQuoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
    return isQuoted ? name.substring(1, name.length() - 1).replace("\\\"", "\"") : name;
  }

  String domain() {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /** As the HTTP mail API takes it. */
  @Override
  public String toString() {
    return name.isEmpty()
        ? address
        : "\"%s\" <%s>".formatted(name.replace("\\", "").replace("\"", "'"), address);
  }
}
