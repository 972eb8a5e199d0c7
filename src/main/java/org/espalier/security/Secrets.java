package org.espalier.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Values that tasks may use and nobody may read back: {@code ${secret:NAME}} in a task's inputs is
 * the configuration value {@code espalier.secret.NAME} (environment: {@code ESPALIER_SECRET_NAME}).
 * Read anew each time, so that a rotated secret is used at once. Thread-safe.
 */
@ApplicationScoped
public class Secrets {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /** The value of a secret; empty when there is none of this name. */
  public Optional<String> find(String name) {
    return NAME.matcher(name).matches()
        ? ConfigProvider.getConfig().getOptionalValue("espalier.secret." + name, String.class)
        : Optional.empty();
  }
}
