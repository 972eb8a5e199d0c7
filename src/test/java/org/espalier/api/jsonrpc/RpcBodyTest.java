package org.espalier.api.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RpcBodyTest {
  @Test
  void onlyJsonIsRead() {
    for (String type :
        List.of(
            "application/json",
            "application/json; charset=utf-8",
            "application/json-rpc",
            "Application/JSON;charset=\"UTF-8\"",
            "application/vnd.x+json")) {
      assertThat(RpcBody.isJson(type)).as(type).isTrue();
    }
    for (String type :
        List.of(
            "text/plain",
            "application/json; charset=latin1",
            "",
            "application/x-www-form-urlencoded",
            "json")) {
      assertThat(RpcBody.isJson(type)).as(type).isFalse();
    }
  }
}
