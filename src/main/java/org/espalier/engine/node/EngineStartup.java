package org.espalier.engine.node;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import org.espalier.EspalierException;
import org.espalier.database.SchemaMigrator;

/**
 * Starts the engine with the application and stops it before: schema first, then the node.
 * Transactions are bean-managed, that is none, because migrations and claims commit by themselves.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class EngineStartup {
  @Inject SchemaMigrator migrator;
  @Inject NodeServices node;

  /** For the container only. */
  public EngineStartup() {}

  @PostConstruct
  void start() {
    try {
      migrator.migrate();
      node.start();
    } catch (EspalierException e) {
      System.getLogger(EngineStartup.class.getName())
          .log(System.Logger.Level.ERROR, "Espalier does not start: {0}", e.getMessage());
      throw e;
    }
  }

  @PreDestroy
  void stop() {
    node.stop();
  }
}
