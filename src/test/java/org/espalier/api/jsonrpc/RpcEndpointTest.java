package org.espalier.api.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.api.jsonrpc.RpcEndpoint.Answer;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;

/** The examples of the JSON-RPC 2.0 specification, section 7, and what they leave open. */
class RpcEndpointTest {
  private final List<String> called = new ArrayList<>();

  private final RpcRegistry registry =
      new RpcRegistry() {
        @Override
        Optional<RpcMethod> find(String name) {
          return Set.of("tasks.echo", "tasks.fail").contains(name)
              ? Optional.of(RpcEndpointTest.this::answer)
              : Optional.empty();
        }
      };

  private final RpcEndpoint endpoint = new RpcEndpoint(registry);

  private RpcResult answer(RpcCall call) {
    called.add(call.method());
    if (call.method().equals("tasks.fail")) {
      throw new RpcException(RpcCode.TASK_NOT_FOUND, "Task x not found");
    }
    return new RpcResult.Value(call.params());
  }

  private Answer send(String body) {
    return endpoint.answer(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), RpcPath.TASKS);
  }

  private String answered(String body) {
    Answer answer = send(body);
    assertThat(answer.status()).isEqualTo(200);
    return Json.write(answer.body().orElseThrow()).replace('"', '\'');
  }

  private int code(String body) {
    return send(body).body().orElseThrow().at("/error/code").asInt();
  }

  @Test
  void answersCallsWithTheirIds() {
    assertThat(answered("{'jsonrpc':'2.0','method':'tasks.echo','params':[42,23],'id':1}"))
        .isEqualTo("{'jsonrpc':'2.0','id':1,'result':[42,23]}");
    assertThat(answered("{'jsonrpc':'2.0','method':'tasks.echo','id':'x'}"))
        .isEqualTo("{'jsonrpc':'2.0','id':'x','result':{}}");
    assertThat(answered("{'jsonrpc':'2.0','method':'tasks.echo','params':null,'id':null}"))
        .isEqualTo("{'jsonrpc':'2.0','id':null,'result':{}}");
    assertThat(answered("{'jsonrpc':'2.0','method':'tasks.echo','id':1.50}")).contains("'id':1.50");
  }

  @Test
  void answersNothingToNotifications() {
    for (String method : List.of("tasks.echo", "tasks.fail", "tasks.nobody")) {
      Answer answer = send("{'jsonrpc':'2.0','method':'" + method + "'}");
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(called).containsExactly("tasks.echo", "tasks.fail");
    assertThat(send("[{'jsonrpc':'2.0','method':'tasks.echo'}]").body()).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithARequest() {
    assertThat(code("{'jsonrpc':'2.0','method")).isEqualTo(-32700);
    assertThat(code("")).isEqualTo(-32700);
    assertThat(code("{'a':1,'a':2}")).isEqualTo(-32700);
    assertThat(code("{'jsonrpc':'2.0','method':1,'params':'bar'}")).isEqualTo(-32600);
    assertThat(code("{'jsonrpc':'1.0','method':'tasks.echo','id':1}")).isEqualTo(-32600);
    assertThat(code("{'jsonrpc':'2.0','method':'tasks.echo','params':7,'id':1}")).isEqualTo(-32600);
    assertThat(code("{'jsonrpc':'2.0','method':'tasks.echo','id':{}}")).isEqualTo(-32600);
    assertThat(code("7")).isEqualTo(-32600);
    assertThat(code("[]")).isEqualTo(-32600);
    assertThat(code("{'jsonrpc':'2.0','method':'foobar','id':1}")).isEqualTo(-32601);
    assertThat(code("{'jsonrpc':'2.0','method':'system.health','id':1}")).isEqualTo(-32601);
    assertThat(answered("{'jsonrpc':'2.0','method':'foobar','id':'1'}"))
        .contains("'id':'1'", "Method not found", "Unknown task method: foobar");
    assertThat(code("{'jsonrpc':'2.0','method':'tasks.fail','id':1}")).isEqualTo(-32001);
  }

  @Test
  void answersTheCallsOfABatchAndTheFaultsInIt() {
    assertThat(
            answered(
                "[{'jsonrpc':'2.0','method':'tasks.echo','params':[1],'id':'1'},{'jsonrpc':'2.0','method':'tasks.echo','params':[7]},{'foo':'boo'},{'jsonrpc':'2.0','method':'foo.get','params':{'name':'myself'},'id':'5'}]"))
        .startsWith(
            "[{'jsonrpc':'2.0','id':'1','result':[1]},{'jsonrpc':'2.0','id':null,'error':{'code':-32600")
        .contains("{'jsonrpc':'2.0','id':'5','error':{'code':-32601");
    assertThat(answered("[1,2,3]").split("-32600")).hasSize(4);
    assertThat(code("[" + "1,".repeat(1_000) + "1]")).isEqualTo(-32600);
  }
}
