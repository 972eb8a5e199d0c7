package org.espalier.executor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.executor.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
  private static SqlText parse(String sql) {
    return SqlText.parse("inputs.sql", sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "select :a | select ? | a",
        "select :a, :b, :a | select ?, ?, ? | a,b,a",
        "select x::text, :a::int[] from t | select x::text, ?::int[] from t | a",
        "select ':no', 'it''s :no', :a | select ':no', 'it''s :no', ? | a",
        "select E'it\\'s :no', :a | select E'it\\'s :no', ? | a",
        "select \"co:l\", :a | select \"co:l\", ? | a",
        "select $$ :no '? $$, $x$ :no $$ $x$, :a | select $$ :no '? $$, $x$ :no $$ $x$, ? | a",
        "select a[1:2], :a | select a[1:2], ? | a",
        "select j ?? 'k', :a | select j ?? 'k', ? | a",
        "select 1 /* :no /* ? */ :no */ + :a | select 1   + ? | a",
        "select :a; | select ? | a"
      })
  void findsNamesWhereTheyMeanSomething(String sql, String jdbc, String names) {
    SqlText text = parse(sql);
    assertThat(text.jdbc()).isEqualTo(jdbc);
    assertThat(text.names()).containsExactly(names.split(","));
    assertThat(text.parameters()).isEqualTo(text.names().size());
    assertThat(text.verb()).isEqualTo("select");
  }

  @Test
  void countsQuestionMarks() {
    SqlText text = parse("-- a comment: why?\nINSERT into t values (?, '?', ?) ; -- done?\n");
    assertThat(text.names()).isEmpty();
    assertThat(text.parameters()).isEqualTo(2);
    assertThat(text.verb()).isEqualTo("insert");
    assertThat(text.literals()).isEqualTo(List.of("?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-- nothing",
        "/* never closed",
        ";",
        "select 1; drop table t",
        "select 1; 'x'",
        "select :a, ?",
      })
  void refusesWhatIsNoSingleStatement(String sql) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("inputs.sql must ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"select 'open", "select \"open", "select $x$ open", "select :", "?"})
  void readsAnythingToItsEnd(String sql) {
    assertThat(sql.equals("?") || parse(sql).parameters() == 0).isTrue();
  }
}
