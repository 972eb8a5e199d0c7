package org.espalier.database;

class SchemaMigratorOnH2Test implements SchemaMigratorContract {
  private final TestDatabase database = TestDatabase.h2();

  @Override
  public TestDatabase database() {
    return database;
  }
}
