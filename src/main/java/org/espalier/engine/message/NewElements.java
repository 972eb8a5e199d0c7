package org.espalier.engine.message;

import java.util.List;
import org.espalier.tree.ElementTask;

/**
 * The tasks an attempt made for the elements of a list, none stored yet.
 *
 * @param tasks one for each element, in order
 */
public record NewElements(ElementRules rules, List<ElementTask> tasks) {
  public NewElements {
    tasks = List.copyOf(tasks);
  }
}
