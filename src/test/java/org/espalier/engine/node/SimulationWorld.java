package org.espalier.engine.node;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.espalier.database.TestDatabase;
import org.espalier.engine.edit.TreeEditor;
import org.espalier.executor.ExecutorRegistry;
import org.espalier.executor.InputSchemas;
import org.espalier.executor.RegistryCatalog;
import org.espalier.executor.echo.EchoExecutor;
import org.espalier.executor.foreach.ForeachExecutor;
import org.espalier.tree.Task;
import org.espalier.tree.TestRepositories;

/**
 * What simulations share because it is slow to make: a real database, emptied before each, and the
 * executors. Used by one simulation at a time.
 */
final class SimulationWorld implements AutoCloseable {
  private static final List<String> TABLES =
      List.of("event", "attempt", "run", "task", "tree", "submission", "node");

  private final TestDatabase database = TestDatabase.h2();
  private final Connection observer;
  final RegistryCatalog catalog;

  SimulationWorld() throws SQLException {
    ExecutorRegistry registry =
        new ExecutorRegistry(
            List.of(new EchoExecutor(), new ForeachExecutor()), SimulatedNode.SETTINGS.executors());
    catalog = new RegistryCatalog(registry, new InputSchemas());
    observer = database.dataSource().getConnection();
    try (Statement statement = observer.createStatement()) {
      statement.execute(
          "create alias virtual_now for \"" + VirtualTime.class.getName() + ".ofThread\"");
    }
  }

  TestDatabase database() {
    return database;
  }

  /** A connection for looking, which nothing disturbs. */
  Connection observer() {
    return observer;
  }

  void empty() throws SQLException {
    try (Statement statement = observer.createStatement()) {
      for (String table : TABLES) {
        statement.execute("delete from " + table);
      }
    }
  }

  List<Task> tasksOf(UUID treeId) {
    try (EntityManager jpa = database.entityManagers().createEntityManager()) {
      return TestRepositories.tasks(jpa).tasksOf(treeId);
    }
  }

  void deleteTree(UUID treeId) {
    try (EntityManager jpa = database.entityManagers().createEntityManager()) {
      jpa.getTransaction().begin();
      try {
        new TreeEditor(jpa, TestRepositories.tasks(jpa), null).deleteTree(treeId);
        jpa.getTransaction().commit();
      } finally {
        if (jpa.getTransaction().isActive()) {
          jpa.getTransaction().rollback();
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    observer.close();
    database.close();
  }
}
