package org.espalier.executor.mail;

import jakarta.mail.Session;
import java.util.Properties;

/** The settings of Jakarta Mail for one delivery. */
final class SmtpSession {
  private SmtpSession() {}

  static Session open(Delivery.Smtp server, GuardedSockets sockets) {
    Properties p = new Properties();
    String timeout = Long.toString(Math.max(1, server.timeout().toMillis()));
    p.setProperty("mail.transport.protocol", "smtp");
    p.setProperty("mail.smtp.host", server.host());
    p.setProperty("mail.smtp.port", Integer.toString(server.port()));
    p.setProperty("mail.smtp.connectiontimeout", timeout);
    p.setProperty("mail.smtp.timeout", timeout);
    p.setProperty("mail.smtp.auth", Boolean.toString(!server.username().isEmpty()));
    p.setProperty("mail.smtp.quitwait", "false");
    p.put("mail.smtp.socketFactory", sockets);
    // With its own socket in place of ours a second try would go around the guard.
    p.setProperty("mail.smtp.socketFactory.fallback", "false");
    p.setProperty("mail.smtp.ssl.checkserveridentity", Boolean.toString(server.verify()));
    if (!server.verify()) {
      p.setProperty("mail.smtp.ssl.trust", "*");
    }
    secure(server, sockets, p);
    return Session.getInstance(p);
  }

  private static void secure(Delivery.Smtp server, GuardedSockets sockets, Properties p) {
    switch (server.security()) {
      case NONE -> p.setProperty("mail.smtp.starttls.enable", "false");
      case STARTTLS -> {
        p.setProperty("mail.smtp.starttls.enable", "true");
        p.setProperty("mail.smtp.starttls.required", "true");
      }
      case TLS -> {
        p.setProperty("mail.smtp.ssl.enable", "true");
        p.put("mail.smtp.ssl.socketFactory", sockets);
        p.setProperty("mail.smtp.ssl.socketFactory.fallback", "false");
      }
    }
  }
}
