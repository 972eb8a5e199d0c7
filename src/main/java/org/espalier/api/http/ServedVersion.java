package org.espalier.api.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * The version that is served, as the build wrote it into the WAR's manifest. Read once, at the
 * start, by a filter: an injected context depends on the thread that asks first. Thread-safe.
 */
@ApplicationScoped
public class ServedVersion {
  private static final String UNKNOWN = "unknown";

  private volatile String text = UNKNOWN;

  /** For the container. */
  public ServedVersion() {}

  /** Reads it from the application's manifest. */
  public void read(ServletContext context) {
    try (InputStream in = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String version =
          in == null
              ? null
              : new Manifest(in)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      text = version == null ? UNKNOWN : version;
    } catch (IOException e) {
      throw new UncheckedIOException("the WAR's manifest", e);
    }
  }

  /** The version; {@code unknown} when the manifest does not say it. */
  public String text() {
    return text;
  }
}
