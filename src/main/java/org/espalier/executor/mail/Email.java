package org.espalier.executor.mail;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.executor.Inputs;
import org.espalier.executor.InvalidInputException;
import org.espalier.settings.EmailSettings;

/**
 * The message, checked, however it is sent.
 *
 * @param text the plain body; empty for none, then there is an HTML one
 * @param html empty for none
 */
record Email(
    Mailbox from,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<Mailbox> replyTo,
    String subject,
    Optional<String> text,
    Optional<String> html,
    List<Attachment> attachments) {
  private static final int MAX_SUBJECT = 900;

  /**
   * Reads the inputs.
   *
   * @throws InvalidInputException naming the first field that is wrong
   */
  static Email read(Inputs inputs, EmailSettings settings) {
    Email email =
        new Email(
            sender(inputs, settings),
            mailboxes(inputs, "to"),
            mailboxes(inputs, "cc"),
            mailboxes(inputs, "bcc"),
            mailboxes(inputs, "reply_to"),
            subject(inputs),
            inputs.text("body"),
            inputs.text("html"),
            Attachment.readAll(inputs));
    email.check(settings);
    return email;
  }

  private static Mailbox sender(Inputs inputs, EmailSettings settings) {
    Optional<String> given = inputs.text("from_email");
    if (given.isEmpty() && settings.from().isEmpty()) {
      throw new InvalidInputException(
          "inputs.from_email is required: this server has no sender of its own (espalier.executors.email.from).");
    }
    return Mailbox.parse("inputs.from_email", given.orElse(settings.from()));
  }

  private static List<Mailbox> mailboxes(Inputs inputs, String field) {
    List<Mailbox> mailboxes = new ArrayList<>();
    Optional<JsonNode> given = inputs.value(field);
    if (given.isPresent() && given.get().isArray()) {
      for (JsonNode item : given.get()) {
        String where = "inputs.%s[%d]".formatted(field, mailboxes.size());
        mailboxes.add(Mailbox.parse(where, item.isTextual() ? item.textValue() : ""));
      }
    } else if (given.isPresent()) {
      mailboxes.add(Mailbox.parse("inputs." + field, inputs.requireText(field)));
    }
    return mailboxes;
  }

  private static String subject(Inputs inputs) {
    String subject = inputs.requireText("subject").strip();
    if (Lines.hasControl(subject) || subject.length() > MAX_SUBJECT) {
      throw new InvalidInputException(
          "inputs.subject must be one line of at most 900 characters, without control characters.");
    }
    return subject;
  }

  private void check(EmailSettings settings) {
    if (to.isEmpty()) {
      throw new InvalidInputException("inputs.to is required: an address, or an array of them.");
    }
    if (text.isEmpty() && html.isEmpty()) {
      throw new InvalidInputException("inputs.body is required, or inputs.html, or both.");
    }
    if (recipients().size() > settings.maxRecipients()) {
      throw new InvalidInputException(
          "inputs.to, cc and bcc must not be more than %d recipients together (espalier.executors.email.max-recipients)."
              .formatted(settings.maxRecipients()));
    }
    if (bytes() > settings.maxBytes()) {
      throw new InvalidInputException(
          "inputs.attachments and the bodies must not have more than %d bytes together (espalier.executors.email.max-bytes)."
              .formatted(settings.maxBytes()));
    }
  }

  private long bytes() {
    long bodies = Stream.of(text, html).flatMap(Optional::stream).mapToLong(Email::size).sum();
    return bodies + attachments.stream().mapToLong(attachment -> attachment.bytes().length).sum();
  }

  private static long size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** All of them, each once. */
  List<Mailbox> recipients() {
    return Stream.of(to, cc, bcc).flatMap(List::stream).distinct().toList();
  }
}
