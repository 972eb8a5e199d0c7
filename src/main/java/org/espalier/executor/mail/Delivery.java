package org.espalier.executor.mail;

import java.time.Duration;
import java.util.Optional;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.EmailSettings;
import org.espalier.settings.EmailSettings.Security;

/** How a message is sent. */
sealed interface Delivery {
  Duration LONGEST_TIMEOUT = Duration.ofDays(1);

  /** How long it may take in all. */
  Duration timeout();

  /**
   * By a mail server.
   *
   * @param username empty for none
   * @param verify whether its certificate is checked
   */
  record Smtp(
      String host,
      int port,
      String username,
      String password,
      Security security,
      boolean verify,
      Duration timeout)
      implements Delivery {}

  /** By an HTTP mail API. */
  record Api(String url, String key, Duration timeout) implements Delivery {}

  /**
   * Reads how the task wants it, and what the server has for a task that does not say.
   *
   * @throws InvalidInputException when neither says
   */
  static Delivery read(Inputs inputs, EmailSettings settings) {
    Duration timeout = inputs.seconds("timeout", Duration.ofSeconds(30), LONGEST_TIMEOUT);
    return switch (inputs.text("provider").orElseGet(() -> provider(inputs, settings))) {
      case "smtp" -> smtp(inputs, settings, timeout);
      case "resend" -> api(inputs, settings, timeout);
      default -> throw new InvalidInputException("inputs.provider must be smtp or resend.");
    };
  }

  private static String provider(Inputs inputs, EmailSettings settings) {
    if (inputs.text("api_key").isPresent()) {
      return "resend";
    }
    boolean prefersApi = settings.smtpHost().isEmpty() && !settings.apiKey().isEmpty();
    return inputs.text("smtp_host").isEmpty() && prefersApi ? "resend" : "smtp";
  }

  private static Api api(Inputs inputs, EmailSettings settings, Duration timeout) {
    String key = inputs.text("api_key").orElse(settings.apiKey());
    if (key.isBlank() || Lines.hasControl(key)) {
      throw new InvalidInputException(
          "inputs.api_key is required, one line: this server has none of its own (espalier.executors.email.api-key).");
    }
    return new Api(settings.apiUrl(), key, timeout);
  }

  /** The server's own user and password go to the server's own host only. */
  private static Smtp smtp(Inputs inputs, EmailSettings settings, Duration timeout) {
    Optional<String> host = inputs.text("smtp_host").filter(text -> !text.isBlank());
    boolean isOwn = host.isEmpty();
    if (isOwn && settings.smtpHost().isEmpty()) {
      throw new InvalidInputException(
          "inputs.smtp_host is required: this server has no mail server of its own (espalier.executors.email.smtp.host).");
    }
    String name = host.orElse(settings.smtpHost());
    if (!name.matches("[A-Za-z0-9._:\\[\\]-]{1,255}")) {
      throw new InvalidInputException("inputs.smtp_host must be a host name or an address.");
    }
    int port = (int) inputs.wholeNumber("smtp_port", isOwn ? settings.smtpPort() : 587, 1, 65_535);
    return new Smtp(
        name,
        port,
        inputs.text("smtp_username").orElse(isOwn ? settings.smtpUsername() : ""),
        inputs.text("smtp_password").orElse(isOwn ? settings.smtpPassword() : ""),
        security(inputs, isOwn ? settings.smtpSecurity() : byPort(port)),
        inputs.flag("verify").orElse(true),
        timeout);
  }

  /** RFC 8314: port 465 speaks TLS from the first byte. */
  private static Security byPort(int port) {
    return port == 465 ? Security.TLS : Security.STARTTLS;
  }

  private static Security security(Inputs inputs, Security fallback) {
    if (inputs.flag("smtp_ssl").orElse(false)) {
      return Security.TLS;
    }
    return inputs
        .flag("smtp_use_tls")
        .map(use -> !use ? Security.NONE : fallback == Security.NONE ? Security.STARTTLS : fallback)
        .orElse(fallback);
  }
}
