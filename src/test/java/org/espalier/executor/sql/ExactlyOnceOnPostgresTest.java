package org.espalier.executor.sql;

import org.espalier.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class ExactlyOnceOnPostgresTest implements ExactlyOnceContract {
  private static TestDatabase database;

  private Fixture fixture;

  @BeforeAll
  static void createDatabase() {
    database = TestDatabase.postgres();
  }

  @AfterAll
  static void closeDatabase() {
    database.close();
  }

  @Override
  @BeforeEach
  public void open() {
    fixture = new Fixture(database);
  }

  @Override
  public Fixture fixture() {
    return fixture;
  }
}
