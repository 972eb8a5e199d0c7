package org.espalier.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.espalier.database.Database;
import org.espalier.database.DatabaseUnavailableException;
import org.espalier.engine.WebhookPush;
import org.espalier.json.Json;
import org.espalier.settings.SteadyClock;
import org.espalier.tree.FieldReader;
import org.espalier.tree.Violations;

/** Gives a run that is there already a receiver, which is told its events from the first on. */
@ApplicationScoped
public class StoredWebhookPush implements WebhookPush {
  private static final String FIELD = "webhook_config";
  private static final int MAX_REPORTED = 20;

  private Database database;
  private SteadyClock clock;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected StoredWebhookPush() {}

  @Inject
  public StoredWebhookPush(Database database, SteadyClock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void follow(UUID runId, UUID rootId, ObjectNode config) {
    Violations violations = new Violations(MAX_REPORTED);
    ObjectNode request = Json.object();
    request.set(FIELD, config);
    Optional<WebhookConfig> read =
        WebhookFields.read(new FieldReader(request, "", violations), FIELD, violations);
    violations.refuseRequestIfAny();
    try {
      database.transaction(
          connection -> {
            read.orElseThrow().store(connection, runId, rootId, clock.instant());
            return runId;
          });
    } catch (SQLException e) {
      throw DatabaseUnavailableException.duringChange(e);
    }
  }
}
