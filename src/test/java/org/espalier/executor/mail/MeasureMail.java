package org.espalier.executor.mail;

import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.espalier.executor.Measuring;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.EspalierSettings;

/** Prints what {@code send_email_executor} costs beside Jakarta Mail alone. */
final class MeasureMail {
  private MeasureMail() {}

  public static void main(String[] args) throws Exception {
    EmailExecutor mail =
        EmailExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of("127.0.0.0/8"))),
            EspalierSettings.defaults().executors().email());
    try (ScriptedSmtp quick = new ScriptedSmtp(Map.of());
        ScriptedSmtp slow = new ScriptedSmtp(Map.of("RCPT", ScriptedSmtp.SLOWLY))) {
      Measuring.perCall("Jakarta Mail alone", () -> bare(quick.port()));
      Measuring.perCall("send_email_executor", () -> Measuring.succeed(mail, to(quick.port())));
      Measuring.atOnce("send_email_executor", mail, to(slow.port()));
    }
    mail.close();
    System.exit(0);
  }

  private static ObjectNode to(int port) {
    return json(
        "{'to':'ann@example.com','from_email':'me@example.com','subject':'s','body':'b','smtp_host':'127.0.0.1','smtp_use_tls':false,'smtp_port':"
            + port
            + "}");
  }

  private static boolean bare(int port) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", "127.0.0.1");
    properties.setProperty("mail.smtp.port", Integer.toString(port));
    Session session = Session.getInstance(properties);
    MimeMessage message = new MimeMessage(session);
    message.setFrom("me@example.com");
    message.setRecipient(Message.RecipientType.TO, new InternetAddress("ann@example.com"));
    message.setSubject("s");
    message.setText("b");
    Transport.send(message);
    return true;
  }
}
