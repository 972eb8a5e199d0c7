package com.acme;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

@Named
@Dependent
public class Store extends AbstractItemWriter {
  @Inject Witness witness;

  @Override
  public void writeItems(List<Object> items) {
    witness.note("stored");
  }
}
