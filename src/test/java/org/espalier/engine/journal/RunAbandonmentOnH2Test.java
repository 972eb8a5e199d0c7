package org.espalier.engine.journal;

import org.espalier.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RunAbandonmentOnH2Test implements RunAbandonmentContract {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.h2();
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
