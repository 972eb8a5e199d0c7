package org.espalier.executor.ejb;

import jakarta.ejb.EJBException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A bean without a container; what it shows of itself is for the tests. */
class OrdersBean implements Orders {
  final CountDownLatch sleeping = new CountDownLatch(1);
  final CountDownLatch woken = new CountDownLatch(1);
  final CompletableFuture<String> never = new CompletableFuture<>();

  @Override
  public Order accept(Order order) {
    return order;
  }

  @Override
  public BigDecimal charge(String order, BigDecimal amount) {
    return amount.add(BigDecimal.ONE);
  }

  @Override
  public BigDecimal charge(String order, BigDecimal amount, String key) {
    return new BigDecimal(key.length());
  }

  @Override
  public String pick(long number) {
    return "number";
  }

  @Override
  public String pick(String text) {
    return "text";
  }

  @Override
  public String pick(LocalDate day) {
    return "day";
  }

  @Override
  public Map<String, Instant> times(List<Instant> instants, Duration shift) {
    Map<String, Instant> times = new TreeMap<>();
    instants.forEach(instant -> times.put("t" + times.size(), instant.plus(shift)));
    return times;
  }

  @Override
  public void refuse(String why) throws RefusedException {
    throw new RefusedException(why);
  }

  @Override
  public void breakDown() {
    throw new EJBException("outer", new IllegalStateException("the disk is full"));
  }

  @Override
  public CompletionStage<String> later(String text) {
    return CompletableFuture.completedFuture(text);
  }

  @Override
  public Future<String> never() {
    return never;
  }

  @Override
  public String sleep(int seconds) throws InterruptedException {
    sleeping.countDown();
    try {
      new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
      return "slept";
    } finally {
      woken.countDown();
    }
  }

  @Override
  public List<String> huge(int megabytes) {
    return Collections.nCopies(megabytes, "x".repeat(1 << 20));
  }

  @Override
  public Object loop() {
    List<Object> loop = new ArrayList<>();
    loop.add(loop);
    return loop;
  }
}
