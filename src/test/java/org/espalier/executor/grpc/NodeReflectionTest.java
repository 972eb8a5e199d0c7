package org.espalier.executor.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.espalier.executor.Contexts.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.it.Npm;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server of node with {@code @grpc/reflection} 1.0.4, which lists no imports. */
@Timeout(300)
class NodeReflectionTest {
  private static final String MONEY =
      """
      syntax = "proto3";
      package test.money;
      message Amount { int64 cents = 1; Currency currency = 2; }
      enum Currency { EUR = 0; CHF = 1; }
      """;
  private static final String SHOP =
      """
      syntax = "proto3";
      package test.shop;
      import "money.proto";
      import "google/protobuf/timestamp.proto";
      message Order {
        string id = 1;
        test.money.Amount price = 2;
        google.protobuf.Timestamp at = 3;
        repeated Line lines = 4;
        map<string, test.money.Amount> extras = 5;
        State state = 6;
        message Line { string item = 1; int32 count = 2; test.money.Currency currency = 3; }
      }
      enum State { NEW = 0; PAID = 1; }
      service Shop {
        rpc Place(Order) returns (Order);
        rpc Price(Order) returns (test.money.Amount);
      }
      """;

  /** Two packages, each of which uses the other; reflection knows one file for each package. */
  private static final String CROSSED =
      """
      syntax = "proto3";
      package test.money;
      import "state.proto";
      message Amount { int64 cents = 1; Currency currency = 2; test.shop.State state = 3; }
      enum Currency { EUR = 0; CHF = 1; }
      """;

  private static final String STATE =
      """
      syntax = "proto3";
      package test.shop;
      enum State { NEW = 0; PAID = 1; }
      """;

  private ExecutionOutcome call(Path folder, String method, String more) throws Exception {
    Path modules = Npm.modules("@grpc/reflection", "1.0.4");
    Path script = folder.resolve("server.js");
    try (var in = NodeReflectionTest.class.getResourceAsStream("server.js")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    Process node =
        new ProcessBuilder(
                "node", script.toString(), folder.toString(), modules.getParent().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("port ")) {
        line = out.readLine();
      }
      assertThat(line).startsWith("port ");
      GrpcExecutor grpc = GrpcExecutorTest.open("127.0.0.0/8");
      try {
        return grpc.execute(
            Contexts.of(
                json(
                    "{'server':'127.0.0.1:%s','service':'test.shop.Shop','method':'%s'%s}"
                        .formatted(line.substring(5), method, more))));
      } finally {
        grpc.close();
      }
    } finally {
      node.destroyForcibly();
    }
  }

  private static void write(Path folder, String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void linksTheFilesOfAnAnswerWithEachOther(@TempDir Path folder) throws Exception { // #19
    write(folder, "money.proto", MONEY);
    write(folder, "shop.proto", SHOP);
    String order =
        "{'id':'7','price':{'cents':'5','currency':'CHF'},'at':'2026-01-02T03:04:05Z','lines':[{'item':'tea','count':2,'currency':'EUR'}],'extras':{'tip':{'cents':'1','currency':'EUR'}},'state':'PAID'}";
    ExecutionOutcome outcome = call(folder, "Place", ",'request':" + order);
    assertThat(outcome).isInstanceOf(Succeeded.class);
    ObjectNode result = ((Succeeded) outcome).result();
    assertThat(Json.write(result.get("response"))).isEqualTo(Json.write(json(order)));
  }

  @Test
  void suggestsTheProtoWhereTheFilesCannotBeLinked(@TempDir Path folder) throws Exception { // #19
    write(folder, "state.proto", STATE);
    write(folder, "money.proto", CROSSED);
    write(
        folder,
        "shop.proto",
        SHOP.replace("enum State { NEW = 0; PAID = 1; }", "")
            .replace("import \"money.proto\";", "import \"money.proto\";import \"state.proto\";"));
    ExecutionOutcome outcome = call(folder, "Price", "");
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.kind()).isEqualTo("bad_descriptors");
    assertThat(failed.message()).contains("imports itself").contains("inputs.proto").endsWith(".");
  }
}
