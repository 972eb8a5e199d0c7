package org.espalier.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.http.TestServer.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import org.espalier.executor.http.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What executors take from the server they run in: its data sources, its Jakarta Mail. */
@ExtendWith(FurnishedServer.class)
class DeployedExecutorsIT {
  @Test
  void useWhatTheServerHas(Http http, GreenMail mail) throws Exception {
    try (TestServer web = TestServer.http()) {
      web.on("/page", exchange -> answer(exchange, 200, "text/html", "<main><p>Words.</main>"));
      Api api = new Api(http);
      JsonNode tree = api.submit(Api.json(tree(web.url("/page"))));
      api.await(tree.get("run"), "completed", "failed");
      JsonNode ended = api.tree(tree);
      assertThat(result(ended, "rows").at("/rows/0/N").intValue()).isEqualTo(1);
      assertThat(result(ended, "page").get("result").textValue()).endsWith("\n\nWords.");
      assertThat(result(ended, "mail").get("success").booleanValue()).isTrue();
      assertThat(mail.getReceivedMessages()).hasSize(1);
      assertThat(GreenMailUtil.getBody(mail.getReceivedMessages()[0])).contains("rows.json");
    }
  }

  private static JsonNode result(JsonNode tree, String name) {
    JsonNode task = Api.task(tree, name);
    assertThat(task.get("status").textValue()).as(task.toString()).isEqualTo("completed");
    return task.get("result");
  }

  /** A row in a transaction, a row by way of JNDI, the page, and a message. */
  private static String tree(String page) {
    return "{'tasks':["
        + task("root", "aggregate_results_executor", "{}", "mail")
        + ","
        + task(
            "row",
            "sql_executor",
            "{'transactional':true,'sql':'select ? as n','parameters':[1]}",
            "")
        + ","
        + task(
            "rows",
            "sql_executor",
            "{'datasource':'main','sql':'select count(*) as n from (values (7)) v'}",
            "row")
        + ","
        + task("page", "scrape_executor", "{'url':'" + page + "'}", "rows")
        + ","
        + task(
            "mail",
            "send_email_executor",
            "{'to':'ann@example.com','subject':'s','body':'${page.result}','attachments':[{'filename':'rows.json','content':'${rows.rows}'}]}",
            "page rows")
        + "]}";
  }

  private static String task(String name, String executor, String inputs, String after) {
    return "{'id':'%s','name':'%s',%s'schemas':{'method':'%s'},'inputs':%s,'dependencies':[%s]}"
        .formatted(
            name,
            name,
            name.equals("root") ? "" : "'parent_id':'root',",
            executor,
            inputs,
            after.isEmpty() ? "" : "'" + after.replace(" ", "','") + "'");
  }
}
