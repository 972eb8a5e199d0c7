package org.espalier.api.rest;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import org.espalier.engine.node.NodeServices;

/**
 * Stops the engine while classes can still be loaded. Payara ends the web module, and with it the
 * application's class loader, before the singleton that would stop the engine: the hand-back then
 * dies of the first class that was not needed before. Made by the container; stopping twice does no
 * harm.
 */
@WebListener
public class EarlyStop implements ServletContextListener {
  @Inject NodeServices node;

  /** For the container only. */
  public EarlyStop() {}

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    node.stop();
  }
}
