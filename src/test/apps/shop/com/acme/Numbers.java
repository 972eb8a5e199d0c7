package com.acme;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

@Named
@Dependent
public class Numbers extends AbstractItemReader {
  @Inject @BatchProperty String count;
  private int next;

  @Override
  public Object readItem() {
    return next < Integer.parseInt(count) ? Integer.valueOf(next++) : null;
  }
}
