package org.espalier.tree.condition;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.tree.condition.References.Literal;
import org.espalier.tree.condition.References.Secret;
import org.espalier.tree.condition.References.Value;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  @Test
  void splitsATextIntoItsParts() {
    assertThat(References.parse("a ${b.c} ${ secret: KEY } d"))
        .containsExactly(
            new Literal("a "),
            new Value("b.c"),
            new Literal(" "),
            new Secret("KEY"),
            new Literal(" d"));
  }

  @Test
  void aTextThatIsOneReferenceHasOnePart() {
    assertThat(References.parse("${b}")).containsExactly(new Value("b"));
  }

  @Test
  void aDoubledDollarIsALiteral() {
    assertThat(References.parse("$${b} ${b}"))
        .containsExactly(new Literal("${b} "), new Value("b"));
  }

  @Test
  void whatDoesNotEndIsALiteral() {
    assertThat(References.parse("${b and $ and {}")).containsExactly(new Value("b and $ and {"));
    assertThat(References.parse("x ${b")).containsExactly(new Literal("x ${b"));
    assertThat(References.parse("")).isEmpty();
  }

  @Test
  void thePathIsWhatStandsBehindTheName() {
    assertThat(References.pathBehind("a", "a")).isEmpty();
    assertThat(References.pathBehind("a", "a.b.0.c")).containsExactly("b", "0", "c");
    assertThat(References.pathBehind("a", "a[0].b[1]")).containsExactly("0", "b", "1");
    assertThat(References.pathBehind("a.b", "a.b.c")).containsExactly("c");
  }

  // #19
  @Test
  void aNameWithADotStandsInBracketsAndQuotes() {
    assertThat(References.pathBehind("a", "a[\"x.y\"].z")).containsExactly("x.y", "z");
    assertThat(References.pathBehind("a", "a.b[\"c.d\"][0]")).containsExactly("b", "c.d", "0");
    assertThat(References.pathBehind("a.b", "[\"a.b\"].x")).containsExactly("x");
    assertThat(References.pathBehind("a.b", "[\"a.b\"]")).isEmpty();
    assertThat(References.pathBehind("a", "[\"a.b\"].x")).isNull();
    assertThat(References.pathBehind("a", "a[\"x\\\"]y\\\\\"]")).containsExactly("x\"]y\\");
    assertThat(References.pathBehind("a", "a[\"x")).containsExactly("\"x");
  }

  // #19
  @Test
  void aBraceInAQuotedNameDoesNotEndTheReference() {
    assertThat(References.parse("<${a[\"x}.y\"].z}>"))
        .containsExactly(new Literal("<"), new Value("a[\"x}.y\"].z"), new Literal(">"));
    assertThat(References.parse("${a[\"x} ${b}")).hasSize(3);
  }

  @Test
  void anotherNameHasNoPath() {
    assertThat(References.pathBehind("a", "ab.c")).isNull();
    assertThat(References.pathBehind("a.b", "a.c")).isNull();
    assertThat(References.pathBehind("a", "")).isNull();
  }

  @Test
  void onlyATextWithAnOpeningCanHoldAReference() {
    assertThat(References.isPossibleIn("$ { }")).isFalse();
    assertThat(References.isPossibleIn("x${")).isTrue();
  }
}
