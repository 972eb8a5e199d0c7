/**
 * What others hang into the life of tasks and trees: code of a site's own, in the WAR as CDI beans
 * or in jars of {@code espalier.executors.dir}.
 *
 * <p>Entry types: {@link org.espalier.hook.TaskHook}, {@link org.espalier.hook.TreeHook}; {@link
 * org.espalier.hook.Hooks} finds and calls them. A hook that fails is logged and counted, and
 * nothing else comes of it. May use {@code executor}.
 */
@NullMarked
package org.espalier.hook;

import org.jspecify.annotations.NullMarked;
