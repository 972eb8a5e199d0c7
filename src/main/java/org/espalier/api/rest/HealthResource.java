package org.espalier.api.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.settings.EspalierSettings;
import org.espalier.wire.Health;

/** Whether this node can serve: it is up and reaches the database. */
@Path("health")
@ApplicationScoped
public class HealthResource {
  private static final int ANSWER_SECONDS = 2;

  @Inject Database database;
  @Inject EspalierSettings settings;

  /** For the container, which sets the fields. */
  @SuppressWarnings("NullAway.Init")
  public HealthResource() {}

  @GET
  public Response get(@Context ServletContext context) throws IOException {
    boolean isUp = databaseAnswers();
    Health health =
        new Health(
            isUp ? "up" : "down",
            version(context),
            settings.node().name(),
            isUp ? database.dialect().name().toLowerCase(Locale.ROOT) : "unreachable");
    Response.Status status = isUp ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE;
    return JsonAnswer.of(status, health).header("Cache-Control", "no-store").build();
  }

  private boolean databaseAnswers() {
    try (Connection connection = database.connect()) {
      return connection.isValid(ANSWER_SECONDS);
    } catch (SQLException | DatabaseUnavailableException e) {
      return false;
    }
  }

  /** The version the build wrote into the WAR's manifest. */
  private static String version(ServletContext context) throws IOException {
    try (InputStream in = context.getResourceAsStream("/META-INF/MANIFEST.MF")) {
      String version =
          in == null
              ? null
              : new Manifest(in)
                  .getMainAttributes()
                  .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
      return version == null ? "unknown" : version;
    }
  }
}
