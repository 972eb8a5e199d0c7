package org.espalier.engine.node;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.espalier.tree.Task;
import org.espalier.tree.TaskRepository;

/** The tasks as JPA has them. Thread-safe. */
@ApplicationScoped
public class StoredTasks implements TaskSource {
  private TaskRepository repository;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected StoredTasks() {}

  @Inject
  public StoredTasks(TaskRepository repository) {
    this.repository = repository;
  }

  @Override
  public List<Task> tasksOf(UUID treeId) {
    return repository.tasksOf(treeId);
  }
}
