package org.espalier.tree;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Has bare links, of before links kept it themselves, show what their originals were given. A
 * link's original is never a link itself.
 */
final class LinkReader {
  private static final String WITH_IDS = "select t from Task t where t.id in :ids";
  private static final int IDS_PER_QUERY = 1_000;

  private final EntityManager entityManager;

  LinkReader(EntityManager entityManager) {
    this.entityManager = entityManager;
  }

  /** The same tasks; those that are bare links read through. */
  List<Task> resolve(List<Task> tasks) {
    List<Task> links = tasks.stream().filter(Task::isBareLink).toList();
    if (!links.isEmpty()) {
      Set<UUID> wanted =
          links.stream()
              .map(Task::originalTaskId)
              .flatMap(Optional::stream)
              .collect(Collectors.toSet());
      Map<UUID, Task> originals =
          load(wanted).stream().collect(Collectors.toMap(Task::id, task -> task));
      for (Task link : links) {
        link.originalTaskId().map(originals::get).ifPresent(link::readThrough);
      }
    }
    return tasks;
  }

  List<Task> withIds(Collection<UUID> ids) {
    return resolve(load(ids));
  }

  private List<Task> load(Collection<UUID> ids) {
    List<UUID> all = List.copyOf(ids);
    List<Task> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
      found.addAll(
          entityManager
              .createQuery(WITH_IDS, Task.class)
              .setParameter("ids", all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY)))
              .getResultList());
    }
    return found;
  }
}
