package org.espalier.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the schema to this version of Espalier, before anything else touches the database. */
@ApplicationScoped
public class SchemaMigrator {
  private Database database;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected SchemaMigrator() {}

  @Inject
  public SchemaMigrator(Database database) {
    this.database = database;
  }

  /**
   * Runs the migrations that are missing; several nodes may do so at once, one does the work and
   * the others wait.
   *
   * @throws SchemaTooNewException when the schema is newer than this version
   */
  public void migrate() {
    Flyway flyway =
        Flyway.configure(SchemaMigrator.class.getClassLoader())
            .dataSource(database.dataSource())
            .resourceProvider(new MigrationScripts(database.dialect()))
            .javaMigrationClassProvider(java.util.List::of)
            .table("espalier_schema")
            .failOnMissingLocations(false)
            .load();
    refuseNewerSchema(flyway);
    flyway.migrate();
  }

  private static void refuseNewerSchema(Flyway flyway) {
    MigrationVersion known =
        Arrays.stream(flyway.info().all())
            .filter(info -> !info.getState().isApplied() || info.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .filter(version -> version != null)
            .max(MigrationVersion::compareTo)
            .orElse(MigrationVersion.EMPTY);
    for (MigrationInfo applied : flyway.info().applied()) {
      if (applied.getVersion() != null && applied.getVersion().compareTo(known) > 0) {
        throw new SchemaTooNewException(applied.getVersion().getVersion(), known.getVersion());
      }
    }
  }
}
