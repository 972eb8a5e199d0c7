package org.espalier.api.jsonrpc.method;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.api.jsonrpc.Params;
import org.espalier.api.jsonrpc.RpcCall;
import org.espalier.api.jsonrpc.RpcCode;
import org.espalier.api.jsonrpc.RpcException;
import org.espalier.api.jsonrpc.RpcMethod;
import org.espalier.api.jsonrpc.RpcMethods;
import org.espalier.api.jsonrpc.RpcResult;
import org.espalier.json.Json;
import org.espalier.security.CallerScope;
import org.espalier.security.ModelKeys;

/** The keys callers leave for language models. A key is never answered, only that there is one. */
@ApplicationScoped
public class LlmKeyMethods implements RpcMethods {
  private static final String DEFAULT_USER = "default";
  private static final String DEFAULT_PROVIDER = "default";

  @Inject ModelKeys keys;

  /** For the container, which sets the fields. */
  public LlmKeyMethods() {}

  @Override
  public Map<String, RpcMethod> methods() {
    return Map.of(
        "config.llm_key.set", this::set,
        "config.llm_key.get", this::get,
        "config.llm_key.delete", this::delete);
  }

  private static String user(Params params) {
    return params.text("user_id").orElse(DEFAULT_USER);
  }

  /** Whose keys these are: callers do not share what they call their users. */
  private static String owner(Params params) {
    return CallerScope.current().id() + " " + user(params);
  }

  private RpcResult set(RpcCall call) {
    Params params = call.named();
    String key = params.requireText("api_key");
    String provider = params.text("provider").orElse(DEFAULT_PROVIDER);
    if (!keys.put(owner(params), provider, key)) {
      throw new RpcException(
          RpcCode.SERVER_ERROR, "This node keeps no more keys; delete some that are not needed.");
    }
    return new RpcResult.Value(
        Json.object().put("success", true).put("user_id", user(params)).put("provider", provider));
  }

  private RpcResult get(RpcCall call) {
    Params params = call.named();
    Set<String> providers = keys.providers(owner(params));
    Optional<String> provider = params.text("provider");
    boolean hasKey = provider.map(providers::contains).orElse(!providers.isEmpty());
    ObjectNode answer =
        Json.object()
            .put("has_key", hasKey)
            .put("user_id", user(params))
            .put("provider", provider.orElse(null));
    ObjectNode hidden = answer.putObject("providers");
    providers.forEach(name -> hidden.put(name, "***"));
    return new RpcResult.Value(answer);
  }

  private RpcResult delete(RpcCall call) {
    Params params = call.named();
    Optional<String> provider = params.text("provider");
    boolean isDeleted =
        provider
            .map(name -> keys.remove(owner(params), name))
            .orElseGet(() -> keys.removeAll(owner(params)));
    return new RpcResult.Value(
        Json.object()
            .put("success", true)
            .put("user_id", user(params))
            .put("deleted", isDeleted)
            .put("provider", provider.orElse(null)));
  }
}
