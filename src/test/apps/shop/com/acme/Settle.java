package com.acme;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Batchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Fails so many times in a row; waits so many seconds, unless it is stopped. */
@Named
@Dependent
public class Settle implements Batchlet {
  @Inject @BatchProperty String fail;
  @Inject @BatchProperty String wait;
  @Inject @BatchProperty String key;
  @Inject Witness witness;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Override
  public String process() throws Exception {
    witness.note("settle " + key);
    if (witness.count("settle " + key) <= Integer.parseInt(fail)) {
      throw new IllegalStateException("not yet settled");
    }
    witness.note("waiting " + wait);
    boolean wasStopped = stopped.await(Integer.parseInt(wait), TimeUnit.SECONDS);
    witness.note((wasStopped ? "stopped " : "settled ") + wait);
    return wasStopped ? "STOPPED" : "SETTLED";
  }

  @Override
  public void stop() {
    stopped.countDown();
  }
}
