package com.acme;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what happened in this application. Without an interface. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Witness {
  private final List<String> notes = new CopyOnWriteArrayList<>();

  public void note(String what) {
    notes.add(what);
  }

  public List<String> notes() {
    return List.copyOf(notes);
  }

  public long count(String what) {
    return notes.stream().filter(what::equals).count();
  }
}
