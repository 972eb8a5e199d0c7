package org.espalier.executor.egress;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.espalier.settings.EspalierSettings;

/** Hands the one guard to the executors. */
@ApplicationScoped
class EgressGuardProducer {
  @Produces
  @Singleton
  EgressGuard guard(EspalierSettings settings) {
    return new EgressGuard(settings.egress());
  }
}
