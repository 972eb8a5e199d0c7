package com.acme;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

public interface Orders {
  record Line(String article, int count) {}

  record Order(String id, BigDecimal total, LocalDate due, Optional<String> note, List<Line> lines) {}

  class RefusedException extends Exception {
    public RefusedException(String message) {
      super(message);
    }
  }

  Order accept(Order order);

  String transaction();

  String caller();

  void refuse(String why) throws RefusedException;

  void breakDown();

  String sleep(int seconds) throws InterruptedException;

  Future<String> sleepAside(int seconds);
}
