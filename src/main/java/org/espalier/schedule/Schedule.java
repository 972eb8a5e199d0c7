package org.espalier.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** The times at which something is due. Immutable. */
public sealed interface Schedule {

  /** The first time after a moment; empty when there is none. */
  Optional<Instant> after(Instant moment);

  /**
   * The time that follows one that was due, passing over those that are past.
   *
   * @param due the time that was due
   * @param now the answer is later than this, and than {@code due}
   */
  default Optional<Instant> following(Instant due, Instant now) {
    return after(now.isAfter(due) ? now : due);
  }

  /** One point in time. */
  record Once(Instant at) implements Schedule {
    @Override
    public Optional<Instant> after(Instant moment) {
      return Optional.of(at).filter(time -> time.isAfter(moment));
    }

    @Override
    public Optional<Instant> following(Instant due, Instant now) {
      return Optional.empty();
    }
  }

  /**
   * So far apart, in whole seconds, in elapsed time: local clocks do not matter. What follows a
   * time is counted from that time and not from when it was acted upon, so nothing drifts.
   */
  record Interval(Duration every) implements Schedule {
    @Override
    public Optional<Instant> after(Instant moment) {
      return Optional.of(moment.plus(every));
    }

    @Override
    public Optional<Instant> following(Instant due, Instant now) {
      long seconds = every.toSeconds();
      long passed = now.isBefore(due) ? 0 : Duration.between(due, now).toSeconds() / seconds;
      return Optional.of(due.plusSeconds((passed + 1) * seconds));
    }
  }

  /** Times of the day on some days, in the clock of a zone. */
  record OnCalendar(CalendarDays days, TimesOfDay times) implements Schedule {
    /** A leap day is at most eight years from the next. */
    private static final int SEARCHED_DAYS = 366 * 8 + 2;

    @Override
    public Optional<Instant> after(Instant moment) {
      LocalDate first = LocalDate.ofInstant(moment, times.zone()).minusDays(1);
      for (int i = 0; i < SEARCHED_DAYS; i++) {
        Optional<Instant> found = on(first.plusDays(i), moment);
        if (found.isPresent()) {
          // Where clocks go back over midnight, the next day may have an earlier one.
          Optional<Instant> other = on(first.plusDays(i + 1), moment);
          return other.filter(time -> time.isBefore(found.get())).or(() -> found);
        }
      }
      return Optional.empty();
    }

    private Optional<Instant> on(LocalDate day, Instant moment) {
      return days.include(day) ? times.firstAfter(moment, day) : Optional.empty();
    }
  }
}
