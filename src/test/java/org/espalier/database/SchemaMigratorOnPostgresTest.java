package org.espalier.database;

class SchemaMigratorOnPostgresTest implements SchemaMigratorContract {
  private final TestDatabase database = TestDatabase.postgres();

  @Override
  public TestDatabase database() {
    return database;
  }
}
