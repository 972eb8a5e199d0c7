package org.espalier.settings;

/**
 * What {@code send_email_executor} uses where the task does not say ({@code
 * espalier.executors.email.*}).
 *
 * @param from the sender; empty for none
 * @param smtpHost the mail server; empty for none
 * @param smtpPort its port
 * @param smtpUsername empty for none
 * @param smtpPassword empty for none
 * @param smtpSecurity how the connection to it is encrypted
 * @param apiUrl where the HTTP mail API is
 * @param apiKey its key; empty for none
 * @param maxBytes most bytes of the bodies and attachments of a message
 * @param maxRecipients most recipients of a message
 */
public record EmailSettings(
    String from,
    String smtpHost,
    int smtpPort,
    String smtpUsername,
    String smtpPassword,
    Security smtpSecurity,
    String apiUrl,
    String apiKey,
    int maxBytes,
    int maxRecipients) {
  private static final String KEY = "espalier.executors.email.";

  /** How a connection to a mail server is encrypted. */
  public enum Security {
    /** Not at all. */
    NONE,
    /** After the greeting, and never without. */
    STARTTLS,
    /** From the first byte. */
    TLS
  }

  static EmailSettings read(SettingsReader reader) {
    return new EmailSettings(
        reader.text(KEY + "from", ""),
        reader.text(KEY + "smtp.host", ""),
        reader.integer(KEY + "smtp.port", 587, 1, 65_535),
        reader.text(KEY + "smtp.username", ""),
        reader.text(KEY + "smtp.password", ""),
        security(reader.text(KEY + "smtp.security", "starttls")),
        reader.text(KEY + "api-url", "https://api.resend.com"),
        reader.text(KEY + "api-key", ""),
        reader.integer(KEY + "max-bytes", 10 << 20, 1_024, 64 << 20),
        reader.integer(KEY + "max-recipients", 50, 1, 1_000));
  }

  private static Security security(String word) {
    return switch (word) {
      case "none" -> Security.NONE;
      case "starttls" -> Security.STARTTLS;
      case "tls" -> Security.TLS;
      default ->
          throw new InvalidSettingException(KEY + "smtp.security", "starttls, tls or none", word);
    };
  }

  /** Without what may be secret. */
  @Override
  public String toString() {
    return "EmailSettings[" + smtpHost + ":" + smtpPort + "]";
  }
}
