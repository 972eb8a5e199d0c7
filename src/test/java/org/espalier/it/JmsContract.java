package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code jms_executor} does with a connection factory and queues of a server. */
interface JmsContract extends ServerBeansContract {
  String connectionFactory();

  /** A queue whose messages are answered with {@code {"echo": text}}. */
  String askQueue();

  /** A queue that nobody reads. */
  String parkedQueue();

  private String to(String queue, String more) {
    return "{'connection_factory':'%s','destination':'%s',%s}"
        .formatted(connectionFactory(), queue, more);
  }

  @Test
  default void sendsAndTakesTheAnswer() {
    for (int i = 0; i < 3; i++) {
      Ended ended =
          run(
              "jms_executor",
              to(askQueue(), "'text':'hello','wait_for_reply':true,'reply_timeout':40"),
              1);
      assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
      assertThat(ended.attempt().at("/result/reply/json/echo").textValue()).isEqualTo("hello");
    }
  }

  @Test
  default void sendsWithoutWaiting() {
    Ended ended =
        run(
            "jms_executor",
            to(
                parkedQueue(),
                "'json':{'a':1},'delay':0.1,'ttl':60,'priority':7,'properties':{'p':1}"),
            1);
    assertThat(ended.status()).as(ended.toString()).isEqualTo("completed");
    assertThat(ended.attempt().at("/result/message_id").textValue()).startsWith("ID:");
  }

  @Test
  default void saysThatNoAnswerCame() {
    Ended ended =
        run(
            "jms_executor",
            to(parkedQueue(), "'text':'x','wait_for_reply':true,'reply_timeout':0.5"),
            1);
    assertThat(ended.toString()).contains("reply_timeout", "no answer came within 0.5S");
  }
}
