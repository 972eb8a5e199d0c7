package org.espalier.executor.mcp;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.espalier.executor.Deadlines;
import org.espalier.executor.ExecutionContext;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutorType;
import org.espalier.executor.InputRules;
import org.espalier.executor.InvalidInputException;
import org.espalier.executor.OptionalLibrary;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.egress.EgressGuard;
import org.espalier.executor.http.GuardedHttpClients;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.McpSettings;

/**
 * Uses a server of the Model Context Protocol: calls a tool, reads a resource, gets a prompt, lists
 * what there is. Each attempt has a session of its own, which ends with it.
 *
 * <p>Names no type of the protocol's library, which loads with the first attempt. Thread-safe.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@Local(TaskExecutor.class)
public class McpExecutor implements TaskExecutor {
  private static final ExecutorType TYPE = type(McpExecutor.class);

  @Inject EgressGuard guard;
  @Inject EspalierSettings settings;

  private McpSettings limits;
  private GuardedHttpClients clients;
  private Deadlines deadlines;
  private volatile boolean used;

  private static ExecutorType type(Class<?> executor) {
    ExecutorType type = ExecutorType.fromResource(executor, "mcp_executor.json");
    return OptionalLibrary.missing(
            "io.modelcontextprotocol.client.McpClient",
            "the Java SDK of MCP (io.modelcontextprotocol.sdk:mcp-core and mcp-json-jackson2)")
        .map(type::unavailable)
        .orElse(type);
  }

  /** An executor outside a container, ready to use. */
  static McpExecutor standalone(EgressGuard guard, McpSettings limits) {
    McpExecutor executor = new McpExecutor();
    executor.guard = guard;
    executor.begin(limits);
    return executor;
  }

  @PostConstruct
  void open() {
    begin(settings.executors().mcp());
  }

  private void begin(McpSettings given) {
    limits = given;
    clients = new GuardedHttpClients(guard, "espalier-mcp-http");
    deadlines = new Deadlines("espalier-mcp-deadlines");
  }

  @PreDestroy
  void close() {
    deadlines.close();
    clients.close();
    if (used) {
      LibraryThreads.end();
    }
  }

  @Override
  public ExecutorType type() {
    return TYPE;
  }

  @Override
  public InputRules inputRules() {
    return draft -> {
      try {
        if (McpRequest.read(draft, limits).server() instanceof Server.Http http) {
          guard.refuseLiteral("inputs.url", http.url().hostName(), http.url().port());
        }
      } catch (StdioDeniedException e) {
        throw new InvalidInputException("inputs.command: " + e.getMessage());
      }
    };
  }

  @Override
  public ExecutionOutcome execute(ExecutionContext context) throws InterruptedException {
    try {
      McpRequest request = McpRequest.read(context, limits);
      used = true;
      return new McpAttempt(clients, deadlines, request).run(context);
    } catch (StdioDeniedException e) {
      return Failed.permanent(StdioDeniedException.KIND, e.getMessage());
    }
  }
}
