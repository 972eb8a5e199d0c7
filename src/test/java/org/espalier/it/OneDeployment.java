package org.espalier.it;

import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.client.deployment.Deployment;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentScenario;
import org.jboss.arquillian.container.spi.event.DeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.DeploymentEvent;
import org.jboss.arquillian.container.spi.event.UnDeployDeployment;
import org.jboss.arquillian.container.spi.event.UnDeployManagedDeployments;
import org.jboss.arquillian.container.test.impl.client.deployment.event.GenerateDeployment;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.test.spi.annotation.ClassScoped;
import org.jboss.arquillian.test.spi.event.suite.AfterSuite;
import org.jspecify.annotations.Nullable;

/**
 * Deploys once for all test classes, where Arquillian would deploy for each of them (which starts a
 * server each time on Payara Micro), and undeploys at the end of all.
 */
public final class OneDeployment {
  @Inject @ClassScoped private InstanceProducer<DeploymentScenario> ofClass;
  @Inject private Instance<ContainerRegistry> containers;
  @Inject private Event<DeploymentEvent> events;
  private @Nullable DeploymentScenario kept;
  private boolean isDeployed;

  /** For Arquillian, which sets the fields. */
  public OneDeployment() {}

  void generate(@Observes EventContext<GenerateDeployment> context) {
    if (kept == null) {
      context.proceed();
      kept = ofClass.get();
    } else {
      ofClass.set(kept);
    }
  }

  void deploy(@Observes EventContext<DeployManagedDeployments> context) {
    if (!isDeployed) {
      isDeployed = true;
      context.proceed();
    }
  }

  void keep(@Observes EventContext<UnDeployManagedDeployments> context) {
    // Not after each class; see undeploy.
  }

  void undeploy(@Observes(precedence = 100) AfterSuite event) {
    if (kept == null) {
      return;
    }
    for (Deployment deployment : kept.deployedDeploymentsInUnDeployOrder()) {
      Container<?> container =
          containers.get().getContainer(deployment.getDescription().getTarget());
      events.fire(new UnDeployDeployment(container, deployment));
    }
  }
}
