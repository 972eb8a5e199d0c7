package org.espalier.executor.ejb;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** What the beans of the tests do. */
public interface Orders {
  /** A line of an order. */
  record Line(String article, int count) {}

  /** An order with everything JSON has to carry. */
  record Order(
      String id, BigDecimal total, LocalDate due, Optional<String> note, List<Line> lines) {}

  /** An application exception. */
  class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String message) {
      super(message);
    }
  }

  Order accept(Order order);

  BigDecimal charge(String order, BigDecimal amount);

  BigDecimal charge(String order, BigDecimal amount, String key);

  String pick(long number);

  String pick(String text);

  String pick(LocalDate day);

  Map<String, Instant> times(List<Instant> instants, Duration shift);

  void refuse(String why) throws RefusedException;

  void breakDown();

  CompletionStage<String> later(String text);

  Future<String> never();

  String sleep(int seconds) throws InterruptedException;

  List<String> huge(int megabytes);

  Object loop();
}
