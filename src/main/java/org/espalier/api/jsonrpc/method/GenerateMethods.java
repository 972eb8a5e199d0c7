package org.espalier.api.jsonrpc.method;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;

/** Trees made by a language model. */
@ApplicationScoped
public class GenerateMethods implements RpcMethods {
  /** For the container. */
  public GenerateMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of("tasks.generate", GenerateMethods::generate);
  }

  private static RpcResult generate(RpcCall call) {
    call.named().requireText("requirement");
    throw new RpcException(
        RpcCode.SERVER_ERROR,
        "No model configured: this server has no language model to generate tasks with; create them with tasks.create.");
  }
}
