package org.espalier.executor.mail;

import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.util.Date;
import java.util.List;

/** A message as SMTP carries it (RFC 5322, RFC 2045), with an id of the task's own. */
final class MimeEmail extends MimeMessage {
  private static final String UTF_8 = "utf-8";

  private final String id;

  private MimeEmail(Session session, String id) {
    super(session);
    this.id = id;
  }

  /**
   * Builds the message.
   *
   * @param id the Message-ID, the same in every attempt, so that a mail server or reader can tell a
   *     repetition
   */
  static MimeEmail of(Session session, Email email, String id, Date now) throws MessagingException {
    MimeEmail message = new MimeEmail(session, id);
    message.setFrom(address(email.from()));
    message.setRecipients(Message.RecipientType.TO, addresses(email.to()));
    message.setRecipients(Message.RecipientType.CC, addresses(email.cc()));
    if (!email.replyTo().isEmpty()) {
      message.setReplyTo(addresses(email.replyTo()));
    }
    message.setHeader("Subject", subject(email.subject()));
    message.setSentDate(now);
    message.fill(email);
    message.saveChanges();
    return message;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", id);
  }

  static Address[] addresses(List<Mailbox> mailboxes) throws MessagingException {
    Address[] addresses = new Address[mailboxes.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = address(mailboxes.get(i));
    }
    return addresses;
  }

  private static String subject(String subject) {
    return HeaderText.needsEncoding(subject)
        ? HeaderText.encodedWords(subject, "\r\n ")
        : MimeUtility.fold("Subject: ".length(), subject);
  }

  private static InternetAddress address(Mailbox mailbox) throws MessagingException {
    if (HeaderText.needsEncoding(mailbox.name())) {
      String name = HeaderText.encodedWords(mailbox.name(), " ");
      return new InternetAddress(name + " <" + mailbox.address() + ">", true);
    }
    try {
      InternetAddress address = new InternetAddress(mailbox.address(), true);
      if (!mailbox.name().isEmpty()) {
        address.setPersonal(mailbox.name(), UTF_8);
      }
      return address;
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void fill(Email email) throws MessagingException {
    if (email.attachments().isEmpty()) {
      fillBody(email);
      return;
    }
    MimeMultipart mixed = new MimeMultipart("mixed");
    mixed.addBodyPart(body(email));
    for (Attachment attachment : email.attachments()) {
      mixed.addBodyPart(part(attachment));
    }
    setContent(mixed);
  }

  private void fillBody(Email email) throws MessagingException {
    if (email.text().isPresent() && email.html().isPresent()) {
      setContent(alternative(email));
    } else if (email.html().isPresent()) {
      setText(email.html().get(), UTF_8, "html");
    } else {
      setText(email.text().orElseThrow(), UTF_8);
    }
  }

  private static BodyPart body(Email email) throws MessagingException {
    if (email.text().isPresent() && email.html().isPresent()) {
      MimeBodyPart both = new MimeBodyPart();
      both.setContent(alternative(email));
      return both;
    }
    return email.html().isPresent()
        ? text(email.html().get(), "html")
        : text(email.text().orElseThrow(), "plain");
  }

  /** The plain one first: the last one a reader understands is shown. */
  private static MimeMultipart alternative(Email email) throws MessagingException {
    MimeMultipart both = new MimeMultipart("alternative");
    both.addBodyPart(text(email.text().orElseThrow(), "plain"));
    both.addBodyPart(text(email.html().orElseThrow(), "html"));
    return both;
  }

  private static MimeBodyPart text(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, UTF_8, subtype);
    return part;
  }

  /**
   * The name stands in both places where readers look for it: as the disposition's parameter, and
   * for old ones in encoded words as the type's (against RFC 2047, and as all mail programs do).
   */
  private static MimeBodyPart part(Attachment attachment) throws MessagingException {
    String type = attachment.contentType();
    String name = attachment.fileName();
    String words = HeaderText.needsEncoding(name) ? HeaderText.encodedWords(name, "\r\n ") : name;
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment.bytes(), type)));
    part.setHeader("Content-Type", type + ";\r\n name=\"" + words + "\"");
    part.setHeader("Content-Transfer-Encoding", "base64");
    part.setHeader("Content-Disposition", Part.ATTACHMENT + HeaderText.fileName(name));
    return part;
  }
}
