package org.espalier.security;

import org.espalier.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class ApiKeysOnPostgresTest implements ApiKeysContract {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Override
  public TestDatabase database() {
    return database;
  }
}
