package com.acme;

import jakarta.annotation.Resource;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.Local;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.concurrent.Future;

@Stateless
@Local(Orders.class)
public class OrdersBean implements Orders {
  @Inject Witness witness;
  @Resource SessionContext context;
  @Resource TransactionSynchronizationRegistry transactions;

  public Order accept(Order order) {
    return order;
  }

  /** Active, in a transaction of this application. */
  public String transaction() {
    return transactions.getTransactionStatus() == 0 ? "active" : "none";
  }

  public String caller() {
    return context.getCallerPrincipal().getName();
  }

  public void refuse(String why) throws RefusedException {
    throw new RefusedException(why);
  }

  public void breakDown() {
    throw new IllegalStateException("the disk is full");
  }

  public String sleep(int seconds) throws InterruptedException {
    witness.note("sleeping");
    try {
      Thread.sleep(seconds * 1000L);
      return "slept";
    } finally {
      witness.note("awake");
    }
  }

  @Asynchronous
  public Future<String> sleepAside(int seconds) {
    witness.note("aside");
    for (int i = 0; i < seconds * 20 && !context.wasCancelCalled(); i++) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        break;
      }
    }
    witness.note("aside over");
    return new AsyncResult<>("slept");
  }
}
