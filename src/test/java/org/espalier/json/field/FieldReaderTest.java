package org.espalier.json.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.espalier.json.Json;
import org.espalier.tree.RetryPolicy.Backoff;
import org.junit.jupiter.api.Test;

class FieldReaderTest {
  private final Violations violations = new Violations(100);

  private FieldReader fields(String json) {
    return new FieldReader(Json.readObject(json.replace('\'', '"')), "/at", violations);
  }

  private void assertOneFault(String pointer, String code, String message) {
    assertThat(violations.list())
        .extracting(TreeViolation::pointer, fault -> fault.code().word(), TreeViolation::message)
        .containsExactly(tuple(pointer, code, message));
  }

  @Test
  void readsEachKindOfField() {
    FieldReader fields =
        fields("{'s':'text','i':3,'d':1.50,'b':true,'e':'linear','o':{'x':1},'l':['a','b']}");
    assertThat(fields.text("s", 4)).isEqualTo("text");
    assertThat(fields.wholeNumber("i", 3, 3)).isEqualTo(3);
    assertThat(fields.number("d", 1.5, 1.5)).isEqualTo(1.5);
    assertThat(fields.flag("b", false)).isTrue();
    assertThat(fields.constant("e", Backoff.class)).isEqualTo(Backoff.LINEAR);
    assertThat(fields.object("o", 7)).isEqualTo(Json.object().put("x", 1));
    assertThat(fields.texts("l")).containsExactly("a", "b");
    assertThat(violations.isEmpty()).isTrue();
  }

  @Test
  void aNullCountsAsAbsent() {
    FieldReader fields = fields("{'x':null}");
    assertThat(fields.node("x")).isNull();
    assertThat(fields.text("x", 9)).isNull();
    assertThat(fields.wholeNumber("x", 0, 9)).isNull();
    assertThat(fields.number("x", 0, 9)).isNull();
    assertThat(fields.flag("x", true)).isTrue();
    assertThat(fields.constant("x", Backoff.class)).isNull();
    assertThat(fields.object("x", 9)).isNull();
    assertThat(fields.items("x")).isEmpty();
    assertThat(fields.texts("x")).isEmpty();
    assertThat(violations.isEmpty()).isTrue();
  }

  @Test
  void pointersAreEscaped() {
    assertThat(fields("{}").pointerTo("a/b~c")).isEqualTo("/at/a~1b~0c");
  }

  @Test
  void saysWhatWasExpectedAndWhatWasGiven() {
    assertThat(fields("{'x':[1]}").wholeNumber("x", 0, 3)).isNull();
    assertOneFault("/at/x", "type", "'x': expected a whole number from 0 to 3, got an array.");
  }

  @Test
  void refusesANumberOutsideItsRange() {
    assertThat(fields("{'x':0.5}").number("x", 1, 2.5)).isNull();
    assertOneFault("/at/x", "range", "'x': expected a number from 1 to 2.5, got 0.5.");
  }

  @Test
  void refusesATextThatIsTooLong() {
    assertThat(fields("{'x':'four'}").text("x", 3)).isNull();
    assertOneFault(
        "/at/x", "length", "'x': expected a text of 1 to 3 characters, got 4 characters.");
  }

  @Test
  void refusesABlankText() {
    assertThat(fields("{'x':' '}").text("x", 3)).isNull();
    assertOneFault(
        "/at/x", "length", "'x': expected a text of 1 to 3 characters, got a blank text.");
  }

  @Test
  void namesTheConstantsThereAre() {
    assertThat(fields("{'x':'FIXED'}").constant("x", Backoff.class)).isNull();
    assertOneFault(
        "/at/x", "range", "'x': expected one of fixed, linear, exponential, got 'FIXED'.");
  }

  @Test
  void measuresObjectsInBytes() {
    ObjectNode euro = Json.object().put("x", "\u20ac");
    assertThat(new FieldReader(Json.object().set("o", euro), "", violations).object("o", 11))
        .isEqualTo(euro);
    assertThat(new FieldReader(Json.object().set("o", euro), "", violations).object("o", 10))
        .isNull();
    assertOneFault("/o", "too_large", "'o' is larger than the 10 bytes allowed.");
  }

  @Test
  void pointsAtTheItemThatIsNoText() {
    assertThat(fields("{'x':['a',7,'b']}").texts("x")).containsExactly("a", "b");
    assertOneFault("/at/x/1", "type", "'x[1]': expected a text, got 7.");
  }

  @Test
  void refusesFieldsItDoesNotKnow() {
    fields("{'known':1,'other':2}").refuseUnknown(Set.of("known"));
    assertOneFault("/at/other", "unknown_field", "There is no field 'other' here.");
  }

  @Test
  void aNameThatLooksLikeAFormatIsShownAsItIs() {
    fields("{'%s%n':1}").refuseUnknown(Set.of());
    assertOneFault("/at/%s%n", "unknown_field", "There is no field '%s%n' here.");
  }

  @Test
  void cutsLongTextsBetweenCharacters() {
    String cut = FieldReader.shorten("\uD83D\uDE00".repeat(61));
    assertThat(cut).isEqualTo("\uD83D\uDE00".repeat(50) + "...");
    assertThat(FieldReader.shorten("x".repeat(60))).isEqualTo("x".repeat(60));
    assertThat(FieldReader.shorten("\uD83D\uDE00".repeat(40)))
        .isEqualTo("\uD83D\uDE00".repeat(40)); // #19
  }
}
