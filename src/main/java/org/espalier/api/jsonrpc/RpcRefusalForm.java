package org.espalier.api.jsonrpc;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.espalier.api.door.RefusalForm;
import org.espalier.api.http.MappedPath;
import org.espalier.wire.Problem;

/** Calls that are not let in are answered with an error of JSON-RPC. Stateless. */
@ApplicationScoped
public class RpcRefusalForm implements RefusalForm {
  /** For the container. */
  public RpcRefusalForm() {}

  @Override
  public boolean isFor(HttpServletRequest request) {
    return RpcPath.of(MappedPath.of(request)).isPresent() && request.getMethod().equals("POST");
  }

  @Override
  public void write(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RpcPath path = RpcPath.of(MappedPath.of(request)).orElse(RpcPath.ROOT);
    RpcError error = RpcError.of(RpcErrors.codeOf(problem), problem.detail());
    JsonRpcFilter.write(response, problem.status(), RpcEndpoint.refusal(null, error, path));
  }
}
