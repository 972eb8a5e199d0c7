package org.espalier.settings;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Hands the settings and the clock to beans. */
@ApplicationScoped
public class SettingsProducer {
  @Produces
  @Singleton
  EspalierSettings settings() {
    Config config = ConfigProvider.getConfig();
    AuthSettings.refuseUnknown(config.getPropertyNames());
    return EspalierSettings.read(
        key -> config.getOptionalValue(key, String.class), Machine.hostName());
  }

  @Produces
  @Singleton
  @Typed({SteadyClock.class, Clock.class})
  SteadyClock clock() {
    return new SteadyClock();
  }
}
