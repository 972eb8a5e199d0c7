package org.espalier.hook;

/**
 * Called after something happened to a tree, when it is stored. The calls are made one after the
 * other on a thread of their own, by the node where it happened; one that is lost because the
 * server dies is not made up for.
 *
 * <p>Found like a {@link TaskHook}; in a jar by {@code
 * META-INF/services/org.espalier.hook.TreeHook}.
 */
public interface TreeHook extends Hook {
  /** A tree was stored. */
  default void created(HookedTree tree) throws Exception {}

  /** A run of it began. */
  default void started(HookedTree tree) throws Exception {}

  /** A run of it completed. */
  default void completed(HookedTree tree) throws Exception {}

  /** A run of it failed or was cancelled; the status says which. */
  default void failed(HookedTree tree) throws Exception {}
}
