package org.espalier.executor.http;

/** Writes a label in ASCII (RFC 3492), without the prefix {@code xn--}. */
final class Punycode {
  private static final int BASE = 36;
  private static final int MIN_THRESHOLD = 1;
  private static final int MAX_THRESHOLD = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int FIRST_BIAS = 72;
  private static final int FIRST_CODE_POINT = 128;

  private Punycode() {}

  static String encode(String label) {
    int[] points = label.codePoints().toArray();
    StringBuilder output = new StringBuilder();
    label.codePoints().filter(c -> c < FIRST_CODE_POINT).forEach(output::appendCodePoint);
    int basic = output.length();
    if (basic > 0) {
      output.append('-');
    }
    int next = FIRST_CODE_POINT;
    int delta = 0;
    int bias = FIRST_BIAS;
    for (int done = basic; done < points.length; ) {
      int smallest = smallestFrom(next, points);
      delta += (smallest - next) * (done + 1);
      next = smallest;
      for (int point : points) {
        delta += point < next ? 1 : 0;
        if (point == next) {
          append(output, delta, bias);
          bias = adapted(delta, done + 1, done == basic);
          delta = 0;
          done++;
        }
      }
      delta++;
      next++;
    }
    return output.toString();
  }

  private static int smallestFrom(int from, int[] points) {
    int smallest = Integer.MAX_VALUE;
    for (int point : points) {
      smallest = point >= from && point < smallest ? point : smallest;
    }
    return smallest;
  }

  private static void append(StringBuilder output, int delta, int bias) {
    int rest = delta;
    for (int k = BASE; ; k += BASE) {
      int threshold = Math.min(MAX_THRESHOLD, Math.max(MIN_THRESHOLD, k - bias));
      if (rest < threshold) {
        output.append(letter(rest));
        return;
      }
      output.append(letter(threshold + (rest - threshold) % (BASE - threshold)));
      rest = (rest - threshold) / (BASE - threshold);
    }
  }

  private static char letter(int digit) {
    return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
  }

  private static int adapted(int delta, int count, boolean isFirst) {
    int left = isFirst ? delta / DAMP : delta / 2;
    left += left / count;
    int k = 0;
    while (left > (BASE - MIN_THRESHOLD) * MAX_THRESHOLD / 2) {
      left /= BASE - MIN_THRESHOLD;
      k += BASE;
    }
    return k + (BASE - MIN_THRESHOLD + 1) * left / (left + SKEW);
  }
}
