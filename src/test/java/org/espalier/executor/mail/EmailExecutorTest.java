package org.espalier.executor.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;
import static org.espalier.executor.http.TestServer.answer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.egress.Guards;
import org.espalier.executor.http.SelfSigned;
import org.espalier.executor.http.TestServer;
import org.espalier.it.EspalierServer;
import org.espalier.json.Json;
import org.espalier.settings.EgressSettings;
import org.espalier.settings.EmailSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailExecutorTest implements TaskExecutorContract {
  private static final EgressGuard OPEN =
      new EgressGuard(new EgressSettings(List.of("127.0.0.0/8")));
  private static final String MESSAGE =
      "'to':'ann@example.com','from_email':'me@example.com','subject':'Hello','body':'text'";

  private static GreenMail servers;
  private static SSLContext tls;

  private TestServer api;
  private ScriptedSmtp silent;
  private EmailExecutor mail;

  @BeforeAll
  static void startServers(@TempDir Path directory) throws Exception {
    tls = SelfSigned.context(SelfSigned.keyStore(directory));
    servers =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
            });
    servers.setUser("me@example.com", "me", "the-password");
    servers.start();
  }

  @AfterAll
  static void stopServers() {
    servers.stop();
  }

  @BeforeEach
  void start() throws Exception {
    servers.purgeEmailFromAllMailboxes();
    api = TestServer.http();
    silent = new ScriptedSmtp(Map.of("MAIL", ScriptedSmtp.SILENCE));
    mail = open(settings("", 25));
  }

  @AfterEach
  void stop() throws IOException {
    mail.close();
    silent.close();
    api.close();
  }

  private EmailSettings settings(String host, int port) {
    return new EmailSettings(
        "",
        host,
        port,
        host.isEmpty() ? "" : "me",
        host.isEmpty() ? "" : "the-password",
        EmailSettings.Security.NONE,
        api.url("/api/"),
        "",
        100_000,
        5);
  }

  private static EmailExecutor open(EmailSettings settings) {
    return EmailExecutor.standalone(OPEN, settings);
  }

  private static int smtp() {
    return servers.getSmtp().getPort();
  }

  private static String to(int port) {
    return "'smtp_host':'127.0.0.1','smtp_use_tls':false,'smtp_port':" + port;
  }

  @Override
  public TaskExecutor executor() {
    return open(settings("", 25));
  }

  @Override
  public void close(TaskExecutor executor) {
    ((EmailExecutor) executor).close();
  }

  @Override
  public ObjectNode goodInputs() {
    return json("{" + MESSAGE + "," + to(smtp()) + "}");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        json("{'to':'nope','from_email':'a@b.c','subject':'s','body':'b'}"),
        "/inputs/to",
        json("{'to':['a@b.c','nope'],'from_email':'a@b.c','subject':'s','body':'b'}"),
        "/inputs/to/1",
        json("{'to':'a@b.c','from_email':'a@b.c','subject':'s','body':'b','smtp_host':'a b'}"),
        "/inputs/smtp_host");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(json("{'to':5,'subject':'a','body':'b'}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(json("{" + MESSAGE + "," + to(silent.port()) + ",'timeout':600}"));
  }

  @Override
  public void awaitBegun() throws InterruptedException {
    assertThat(silent.awaitAsked()).isTrue();
  }

  @Override
  public void awaitStopped() throws InterruptedException {
    assertThat(silent.awaitHungUp()).isTrue();
  }

  @Override
  public Optional<ObjectNode> unreachableInputs() {
    return Optional.of(json("{" + MESSAGE + "," + to(EspalierServer.freePort()) + "}"));
  }

  private ExecutionOutcome run(String inputs) throws InterruptedException {
    return TaskExecutorContract.outcome(() -> mail.execute(Contexts.of("{" + inputs + "}")));
  }

  private ObjectNode result(String inputs) throws InterruptedException {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result();
  }

  private Failed failure(String inputs) throws InterruptedException {
    ExecutionOutcome outcome = run(inputs);
    assertThat(outcome).as(outcome.toString()).isInstanceOf(Failed.class);
    return (Failed) outcome;
  }

  private static MimeMessage only() {
    assertThat(servers.getReceivedMessages()).hasSize(1);
    return servers.getReceivedMessages()[0];
  }

  @Test
  void sendsPlainText() throws Exception {
    ObjectNode result =
        result(
            "'to':['Ann"
                + " <ann@example.com>','bob@example.com'],'cc':'cy@example.com','bcc':'dee@example.com','reply_to':'answers@example.com','from_email':'J\u00fcrgen"
                + " <me@example.com>','subject':'Gr\u00fc\u00dfe','body':'Viele Gr\u00fc\u00dfe',"
                + to(smtp()));
    MimeMessage[] received = servers.getReceivedMessages();
    assertThat(received).hasSize(4);
    MimeMessage message = received[0];
    assertThat(message.getSubject()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(message.getContent().toString().strip()).isEqualTo("Viele Gr\u00fc\u00dfe");
    assertThat(message.getFrom()[0].toString()).contains("me@example.com");
    assertThat(Arrays.toString(message.getRecipients(Message.RecipientType.TO)))
        .isEqualTo("[Ann <ann@example.com>, bob@example.com]");
    assertThat(Arrays.toString(message.getRecipients(Message.RecipientType.CC)))
        .isEqualTo("[cy@example.com]");
    assertThat(message.getRecipients(Message.RecipientType.BCC)).isNull();
    assertThat(message.getReplyTo()[0].toString()).isEqualTo("answers@example.com");
    assertThat(message.getHeader("Message-ID"))
        .containsExactly(result.get("message_id").textValue());
    assertThat(result.get("message").textValue()).isEqualTo("Email sent to 4 recipients");
  }

  @Test
  void showsHowFarItIs() throws Exception {
    List<String> shown = new CopyOnWriteArrayList<>();
    mail.execute(
        Contexts.of(
            goodInputs(),
            Json.object(),
            1,
            new CancellationToken(),
            (progress, message) -> shown.add(message)));
    assertThat(shown).containsExactly("connecting to 127.0.0.1", "sending to 1 recipients");
  }

  @Test
  void theIdIsTheSameInEveryAttempt() throws Exception {
    String first = result(MESSAGE + "," + to(smtp())).get("message_id").textValue();
    assertThat(result(MESSAGE + "," + to(smtp())).get("message_id").textValue()).isEqualTo(first);
    assertThat(first).matches("<[0-9a-f]{40}\\.espalier@example\\.com>");
  }

  @Test
  void sendsBothTextsAndAttachments() throws Exception {
    result(
        MESSAGE
            + ",'html':'<b>text</b>','attachments':[{'filename':'a.csv','content':'a,\u00e4','content_type':'text/csv'},"
            + "{'filename':'result.json','content':{'n':1}},{'filename':'\u00fc.bin','base64':'AP8='}],"
            + to(smtp()));
    MimeMultipart mixed = (MimeMultipart) only().getContent();
    assertThat(mixed.getContentType()).startsWith("multipart/mixed");
    MimeMultipart both = (MimeMultipart) mixed.getBodyPart(0).getContent();
    assertThat(both.getContentType()).startsWith("multipart/alternative");
    assertThat(both.getBodyPart(0).getContent()).isEqualTo("text");
    assertThat(both.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat(both.getBodyPart(1).getContent()).isEqualTo("<b>text</b>");
    assertThat(bytes(mixed.getBodyPart(1))).isEqualTo("a,\u00e4".getBytes(StandardCharsets.UTF_8));
    assertThat(mixed.getBodyPart(1).getContentType()).startsWith("text/csv; charset=utf-8");
    assertThat(new String(bytes(mixed.getBodyPart(2)), StandardCharsets.UTF_8))
        .isEqualTo("{\"n\":1}");
    assertThat(bytes(mixed.getBodyPart(3))).isEqualTo(new byte[] {0, -1});
    assertThat(mixed.getBodyPart(3).getDisposition()).isEqualTo("attachment");
  }

  @ParameterizedTest // #19
  @ValueSource(
      strings = {
        "=?utf-8?Q?x?= y",
        "a =?utf-8?B?eA==?=",
        "Gr\u00fc\u00dfe =?utf-8?Q?x?=",
        "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00"
            + " end",
        "a long subject of plain words that goes over several lines of the header and must arrive"
            + " as it was written"
      })
  void aSubjectArrivesAsItWasWritten(String subject) throws Exception {
    ObjectNode inputs = json("{" + MESSAGE + "," + to(smtp()) + "}").put("subject", subject);
    inputs.put("from_email", subject.substring(0, 6).strip() + " <me@example.com>");
    assertThat(mail.execute(Contexts.of(inputs))).isInstanceOf(Succeeded.class);
    assertThat(only().getSubject()).isEqualTo(subject);
    assertThat(((InternetAddress) only().getFrom()[0]).getPersonal())
        .isEqualTo(subject.substring(0, 6).strip());
  }

  @Test // #19
  void aNameThatLooksEncodedArrivesAsItWasWritten() throws Exception {
    ObjectNode inputs = json("{" + MESSAGE + "," + to(smtp()) + "}");
    inputs.put("from_email", "\"=?utf-8?Q?x?= y\" <me@example.com>");
    assertThat(mail.execute(Contexts.of(inputs))).isInstanceOf(Succeeded.class);
    assertThat(((InternetAddress) only().getFrom()[0]).getPersonal()).isEqualTo("=?utf-8?Q?x?= y");
  }

  @ParameterizedTest // #19
  @CsvSource({
    "\u00fc, 20, .txt",
    "\u00fc, 26, .txt",
    "\u00fc, 27, .txt",
    "\u00fc, 190, .txt",
    "\uD83D\uDE00, 90, .txt",
    "a, 196, .txt",
    "=?utf-8?Q?x?=, 1, .txt",
    "a b;c=%20\u00e9, 9, .txt"
  })
  void aFileNameArrivesAsItWasWritten(String part, int times, String end) throws Exception {
    String name = part.repeat(times) + end;
    ObjectNode inputs = json("{" + MESSAGE + "," + to(smtp()) + "}");
    inputs.putArray("attachments").addObject().put("filename", name).put("content", "x");
    assertThat(mail.execute(Contexts.of(inputs))).isInstanceOf(Succeeded.class);
    BodyPart file = ((MimeMultipart) only().getContent()).getBodyPart(1);
    assertThat(file.getFileName()).isEqualTo(name);
    String type = file.getHeader("Content-Type")[0];
    String typeName = new ContentType(type).getParameter("name");
    assertThat(MimeUtility.decodeText(MimeUtility.unfold(typeName))).isEqualTo(name);
    if (!name.startsWith("aaaa")) {
      assertThat(type.lines()).allMatch(line -> line.length() <= 78);
      assertThat(file.getHeader("Content-Disposition")[0].lines())
          .allMatch(line -> line.length() <= 78);
    }
  }

  @Test // #19
  void aContentTypeMayNameACharset() throws Exception {
    result(
        MESSAGE
            + ",'attachments':[{'filename':'a.csv','content':'\u00e4','content_type':'text/csv;"
            + " charset=iso-8859-1'},{'filename':'b.txt','base64':'5A==','content_type':'text/plain;"
            + " charset=ISO-8859-1; header=present'}],"
            + to(smtp()));
    MimeMultipart mixed = (MimeMultipart) only().getContent();
    assertThat(bytes(mixed.getBodyPart(1))).isEqualTo(new byte[] {(byte) 0xe4});
    assertThat(mixed.getBodyPart(1).getContentType()).startsWith("text/csv; charset=iso-8859-1");
    assertThat(mixed.getBodyPart(2).getContent()).isEqualTo("\u00e4");
    assertThat(new ContentType(mixed.getBodyPart(2).getContentType()).getParameter("header"))
        .isEqualTo("present");
  }

  @ParameterizedTest // #19
  @CsvSource({
    "text/csv; charset=klingon,names a charset that is not known here",
    "text/csv; charset=iso-8859-1,has characters that ISO-8859-1",
    "text/csv; =,must be a media type",
    "csv,must be a media type"
  })
  void aContentTypeThatCannotBeIsRefused(String type, String why) throws Exception {
    ObjectNode inputs = json("{" + MESSAGE + "," + to(smtp()) + "}");
    inputs
        .putArray("attachments")
        .addObject()
        .put("filename", "a")
        .put("content", "\u20ac")
        .put("content_type", type);
    Failed failed = (Failed) TaskExecutorContract.outcome(() -> mail.execute(Contexts.of(inputs)));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).contains("inputs.attachments[0].", why);
  }

  private static byte[] bytes(BodyPart part) throws Exception {
    return part.getInputStream().readAllBytes();
  }

  @Test
  void logsIn() throws Exception {
    String user = ",'smtp_username':'me','smtp_password':'%s',";
    servers.getManagers().getUserManager().setAuthRequired(true);
    try {
      result(MESSAGE + user.formatted("the-password") + to(smtp()));
      Failed wrong = failure(MESSAGE + user.formatted("wrong-password") + to(smtp()));
      assertThat(wrong.kind()).isEqualTo("authentication");
      assertThat(wrong.retryable()).isFalse();
      assertThat(wrong.message()).doesNotContain("wrong-password");
    } finally {
      servers.getManagers().getUserManager().setAuthRequired(false);
    }
  }

  @Test
  void usesTheServersOwnMailServerAndItsPasswordOnlyThere() throws Exception {
    mail.close();
    mail = open(settings("127.0.0.1", smtp()));
    result(MESSAGE);
    assertThat(only().getSubject()).isEqualTo("Hello");
    try (ScriptedSmtp other =
        new ScriptedSmtp(
            Map.of("EHLO", "250-other\r\n250 AUTH PLAIN LOGIN", "AUTH", "535 who are you"))) {
      result(MESSAGE + "," + to(other.port()));
    }
  }

  @Test
  void speaksTlsFromTheStart() throws Exception {
    String secure =
        MESSAGE
            + ",'smtp_host':'127.0.0.1','smtp_ssl':true,'smtp_port':"
            + servers.getSmtps().getPort();
    assertThat(failure(secure).kind()).isEqualTo("tls");
    result(secure + ",'verify':false");
    assertThat(only().getSubject()).isEqualTo("Hello");
  }

  @Test
  void speaksTlsAfterTheGreetingAndNeverWithout() throws Exception {
    try (StartTlsFront front = new StartTlsFront(tls, smtp())) {
      String secure = MESSAGE + ",'smtp_host':'127.0.0.1','smtp_port':" + front.port();
      assertThat(failure(secure).kind()).isEqualTo("tls");
      result(secure + ",'verify':false");
      assertThat(only().getSubject()).isEqualTo("Hello");
    }
    Failed plain = failure(MESSAGE + ",'smtp_host':'127.0.0.1','smtp_port':" + smtp());
    assertThat(plain.kind()).isEqualTo("tls");
    assertThat(servers.getReceivedMessages()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 451 try later, smtp_451, true",
    "MAIL, 550 not you, smtp_550, false",
    "RCPT, 452 too many, smtp_452, true",
    "RCPT, 550 5.1.1 nobody here, smtp_550, false",
    "DATA, 554 no, smtp_554, false",
    "GREETING, 421 busy, smtp_421, true",
    "GREETING, HTTP/1.1 400 Bad Request, network, true"
  })
  void saysWhetherARetryCanHelp(String command, String reply, String kind, boolean retryable)
      throws Exception {
    try (ScriptedSmtp server = new ScriptedSmtp(Map.of(command, reply))) {
      Failed failed = failure(MESSAGE + "," + to(server.port()));
      assertThat(failed.kind()).as(failed.message()).isEqualTo(kind);
      assertThat(failed.retryable()).isEqualTo(retryable);
      assertThat(failed.message()).startsWith("The mail server 127.0.0.1:").endsWith(".");
    }
  }

  @Test
  void itsTimeoutCutsTheConnectionOff() throws Exception {
    Failed failed = failure(MESSAGE + "," + to(silent.port()) + ",'timeout':0.5");
    assertThat(failed.kind()).isEqualTo("timeout");
    assertThat(failed.message()).contains("0.5 seconds");
    awaitStopped();
  }

  @Test
  void connectsOnlyWhereTheGuardAllows() throws Exception {
    mail.close();
    mail =
        EmailExecutor.standalone(
            new EgressGuard(new EgressSettings(List.of())), settings("127.0.0.1", smtp()));
    assertThat(failure(MESSAGE).kind()).isEqualTo("egress_denied");
    assertThat(failure(MESSAGE + ",'smtp_ssl':true").kind()).isEqualTo("egress_denied");
    assertThat(failure(MESSAGE + ",'api_key':'k'").kind()).isEqualTo("egress_denied");
    assertThat(servers.getReceivedMessages()).isEmpty();
    assertThat(api.seen()).isEmpty();
  }

  @Test
  void sendsByTheHttpApi() throws Exception {
    api.on("/api/emails", exchange -> answer(exchange, 200, "application/json", "{\"id\":\"m1\"}"));
    ObjectNode result =
        result(
            MESSAGE
                + ",'api_key':'the-key','bcc':['Bob <bob@example.com>'],'html':'<b>','attachments':[{'filename':'a','base64':'AP8='}]");
    assertThat(result.toString())
        .isEqualTo(
            "{\"success\":true,\"provider\":\"resend\",\"message_id\":\"m1\",\"status_code\":200}");
    TestServer.Seen seen = api.only();
    assertThat(seen.method()).isEqualTo("POST");
    assertThat(seen.header("Authorization")).isEqualTo("Bearer the-key");
    assertThat(seen.header("Idempotency-Key")).isEqualTo("key-of-the-task");
    assertThat(Json.readObject(seen.body()))
        .isEqualTo(
            json(
                "{'from':'me@example.com','to':['ann@example.com'],'bcc':['\\\"Bob\\\""
                    + " <bob@example.com>'],'subject':'Hello',"
                    + "'text':'text','html':'<b>','attachments':[{'filename':'a','content':'AP8=','content_type':'application/octet-stream'}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422 | {\"message\":\"Invalid to.\"} | false",
        "401 | {\"message\":\"API key is invalid\"} | false",
        "429 | {\"name\":\"rate_limit_exceeded\"} | true",
        "409 | {\"name\":\"concurrent_idempotent_requests\"} | true",
        "409 | {\"name\":\"invalid_idempotent_request\"} | false",
        "500 | oops | true",
        "302 | {} | false"
      })
  void anErrorOfTheApiIsAFailure(int status, String body, boolean retryable) throws Exception {
    api.on("/api/emails", exchange -> answer(exchange, status, "application/json", body));
    Failed failed = failure(MESSAGE + ",'api_key':'the-key'");
    assertThat(failed.kind()).isEqualTo("http_" + status);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.message()).startsWith("The mail API answered " + status).endsWith(".");
    assertThat(failed.details().get("success").booleanValue()).isFalse();
    assertThat(failed.toString()).doesNotContain("the-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'from_email':'a@b','subject':'s','body':'b'",
        "'to':[],'from_email':'a@b','subject':'s','body':'b'",
        "'to':'a@b','subject':'s','body':'b'",
        "'to':'a@b','from_email':'a@b','body':'b'",
        "'to':'a@b','from_email':'a@b','subject':'s'",
        "'to':'a@b','from_email':'a@b','subject':'s\\r\\nBcc: eve@example.com','body':'b'",
        "'to':'a@b\\r\\nBcc: eve@example.com','from_email':'a@b','subject':'s','body':'b'",
        "'to':'a@b','from_email':'a@b\\nX: y','subject':'s','body':'b'",
        "'to':'a@b','reply_to':'x\\n','cc':'a b','from_email':'a@b','subject':'s','body':'b'",
        "'to':['a@b',5],'from_email':'a@b','subject':'s','body':'b'",
        "'to':['a@b','b@b','c@b','d@b'],'cc':['e@b'],'bcc':['f@b'],'from_email':'a@b','subject':'s','body':'b'",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':{}",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':[{'filename':'x'}]",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':[{'filename':'x','content':1,'base64':''}]",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':[{'filename':'../x','content':1}]",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':[{'filename':'x\\r\\nA: b','content':1}]",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','attachments':[{'filename':'x','content':1,'content_type':'a/b\\r\\nA: b'}]",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','smtp_host':'h\\n','provider':'smtp'",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','provider':'pigeon'",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','provider':'resend'",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b','api_key':'a\\nb'",
        "'to':'a@b','from_email':'a@b','subject':'s','body':'b'"
      })
  void wrongInputIsNamed(String inputs) throws Exception {
    Failed failed = failure(inputs);
    assertThat(failed.kind()).as(failed.message()).isEqualTo("invalid_input");
    assertThat(failed.message()).startsWith("inputs.").endsWith(".");
    assertThat(api.seen()).isEmpty();
  }

  @Test
  void refusesMoreThanTheCap() throws Exception {
    Failed failed =
        failure(
            MESSAGE
                + ",'attachments':[{'filename':'x','content':'"
                + "x".repeat(100_000)
                + "'}],"
                + to(smtp()));
    assertThat(failed.kind()).isEqualTo("invalid_input");
    assertThat(failed.message()).contains("100000 bytes", "espalier.executors.email.max-bytes");
  }

  @Test
  void triesTheAddressesOfTheServerInOrder() throws Exception {
    EgressGuard names =
        Guards.whereNamesHave(
            InetAddress.getByName("127.0.0.2"),
            InetAddress.getByName("127.0.0.1"),
            InetAddress.getByName("127.0.0.3"));
    EmailExecutor executor = EmailExecutor.standalone(names, settings("", 25));
    String to = "'smtp_host':'mail.example.com','smtp_use_tls':false,'smtp_port':" + smtp();
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(
            () -> executor.execute(Contexts.of(json("{" + MESSAGE + "," + to + "}"))));
    executor.close();
    assertThat(outcome).isInstanceOf(Succeeded.class);
    assertThat(servers.getReceivedMessages()).isNotEmpty();
  }
}
