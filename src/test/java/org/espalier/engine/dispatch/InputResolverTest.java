package org.espalier.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.espalier.engine.message.Assignment;
import org.espalier.engine.message.Assignment.DependencyResult;
import org.espalier.json.Json;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class InputResolverTest {
  private static final UUID A = new UUID(7, 1);
  private static final UUID B = new UUID(7, 2);
  private static final Function<String, Optional<String>> SECRETS =
      name -> Optional.ofNullable(Map.of("TOKEN", "s3cret").get(name));

  private static ObjectNode json(String text) {
    return Json.readObject(text.replace('\'', '"'));
  }

  private static DependencyResult result(UUID id, String key, String name, String result) {
    return result == null
        ? new DependencyResult(id, key, name, TaskStatus.FAILED, null, "broken")
        : new DependencyResult(id, key, name, TaskStatus.COMPLETED, json(result), null);
  }

  /** The resolved inputs, without the results that are put in under the dependencies' ids. */
  private static ObjectNode resolve(String inputs, DependencyResult... dependencies) {
    ObjectNode resolved = whole(inputs, dependencies);
    for (DependencyResult dependency : dependencies) {
      resolved.remove(dependency.id().toString());
    }
    return resolved;
  }

  private static ObjectNode whole(String inputs, DependencyResult... dependencies) {
    Assignment attempt = Attempts.withInputs(inputs, Map.of(), dependencies);
    return new InputResolver(List.of(dependencies), SECRETS).inputs(attempt);
  }

  private static void refuses(String inputs, String message, DependencyResult... dependencies) {
    assertThatThrownBy(() -> resolve(inputs, dependencies))
        .isInstanceOf(UnresolvedReferenceException.class)
        .hasMessage(message);
  }

  @Test
  void aStringThatIsOneReferenceKeepsTheValuesType() {
    DependencyResult a =
        result(A, null, "a", "{'n':1,'d':8.50,'t':true,'o':{'x':null},'l':[1,'two'],'s':'text'}");
    assertThat(
            resolve(
                "{'n':'${a.n}','d':'${a.d}','t':'${a.t}','o':'${a.o}','x':'${a.o.x}','l':'${a.l}',"
                    + "'i':'${a.l.1}','j':'${a.l[0]}','s':'${a.s}','deep':[{'n':'${ a.n }'}]}",
                a))
        .isEqualTo(
            json(
                "{'n':1,'d':8.50,'t':true,'o':{'x':null},'x':null,'l':[1,'two'],'i':'two','j':1,"
                    + "'s':'text','deep':[{'n':1}]}"));
  }

  @Test
  void aReferenceWithoutAPathIsTheWholeResult() {
    assertThat(resolve("{'all':'${a}'}", result(A, null, "a", "{'n':1}")))
        .isEqualTo(json("{'all':{'n':1}}"));
  }

  @Test
  void anEmbeddedReferenceBecomesText() {
    DependencyResult a = result(A, null, "a", "{'n':1.50,'o':{'x':[1]},'z':null,'s':'t'}");
    assertThat(resolve("{'text':'<${a.n}|${a.o}|${a.z}|${a.s}>'}", a).get("text").textValue())
        .isEqualTo("<1.50|{\"x\":[1]}||t>");
  }

  @Test
  void aDoubledDollarIsALiteral() {
    assertThat(resolve("{'x':'$${a.n} and $$ and ${ and $'}", result(A, null, "a", "{'n':1}")))
        .isEqualTo(json("{'x':'${a.n} and $$ and ${ and $'}"));
  }

  @Test
  void findsADependencyByNameKeyAndId() {
    DependencyResult a = result(A, "the-key", "the name", "{'n':1}");
    assertThat(resolve("{'x':'${the name.n}','y':'${the-key.n}','z':'${" + A + ".n}'}", a))
        .isEqualTo(json("{'x':1,'y':1,'z':1}"));
  }

  @Test
  void findsADependencyWhoseNameHasDots() {
    assertThat(resolve("{'x':'${step.1.n}'}", result(A, null, "step.1", "{'n':5}")))
        .isEqualTo(json("{'x':5}"));
  }

  @Test
  void takesTheLongestNameThatFits() {
    DependencyResult a = result(A, null, "a", "{'n':1}");
    DependencyResult ab = result(B, null, "a.b", "{'n':2}");
    assertThat(resolve("{'x':'${a.b.n}','y':'${a.n}'}", a, ab)).isEqualTo(json("{'x':2,'y':1}"));
    assertThat(resolve("{'x':'${a.b.n}','y':'${a.n}'}", ab, a)).isEqualTo(json("{'x':2,'y':1}"));
  }

  @Test
  void aNameThatOnlyBeginsAlikeIsAnother() {
    refuses(
        "{'x':'${ab.n}'}",
        "'${ab.n}' names none of the task's dependencies.",
        result(A, null, "a", "{'n':1}"));
  }

  @Test
  void refusesAPathThatLeadsNowhere() {
    DependencyResult a = result(A, null, "a", "{'l':[1],'n':1}");
    refuses("{'x':'${a.m}'}", "'${a.m}': the result of 'a' has no 'm' there.", a);
    refuses("{'x':'${a.l.1}'}", "'${a.l.1}': the result of 'a' has no '1' there.", a);
    refuses("{'x':'${a.l.-1}'}", "'${a.l.-1}': the result of 'a' has no '-1' there.", a);
    refuses("{'x':'${a.n.x}'}", "'${a.n.x}': the result of 'a' has no 'x' there.", a);
    refuses("{'x':'<${a.m}>'}", "'${a.m}': the result of 'a' has no 'm' there.", a);
  }

  @Test
  void anOptionalDependencyWithoutAResultIsNull() {
    DependencyResult none = result(A, null, "a", null);
    assertThat(whole("{'x':'${a.deep.path}','y':'<${a}>'}", none))
        .isEqualTo(json("{'x':null,'y':'<>'}"));
  }

  @Test
  void everyDependencyHasAStatusAndAnError() { // #19
    DependencyResult failed = result(A, null, "a", null);
    DependencyResult unreached =
        new DependencyResult(B, null, "b", TaskStatus.PENDING, null, "It could not start.");
    assertThat(
            resolve(
                "{'x':'${a.status}: ${a.error}','y':'${b.status}: ${b.error}'}", failed, unreached))
        .isEqualTo(json("{'x':'failed: broken','y':'pending: It could not start.'}"));
    assertThat(resolve("{'x':'${a.status}','y':'${a.error}'}", result(A, null, "a", "{'n':1}")))
        .isEqualTo(json("{'x':'completed','y':null}"));
  }

  @Test
  void aResultsOwnStatusAndErrorGoFirst() { // #19
    DependencyResult a = result(A, null, "a", "{'status':200,'error':null}");
    assertThat(resolve("{'x':'${a.status}','y':'${a.error}'}", a))
        .isEqualTo(json("{'x':200,'y':null}"));
  }

  @Test
  void addsEachResultUnderTheDependencysId() {
    assertThat(whole("{'own':1}", result(A, null, "a", "{'n':1}"), result(B, null, "b", null)))
        .isEqualTo(json("{'own':1,'" + A + "':{'n':1}}"));
  }

  @Test
  void doesNotOverwriteTheTasksOwnInputs() {
    assertThat(whole("{'" + A + "':'mine'}", result(A, null, "a", "{'n':1}")))
        .isEqualTo(json("{'" + A + "':'mine'}"));
  }

  @Test
  void neverInterpretsWhatADependencyReturned() {
    DependencyResult a = result(A, null, "a", "{'s':'${secret:TOKEN} ${a.s} $${'}");
    assertThat(whole("{'x':'${a.s}','y':'<${a.s}>'}", a))
        .isEqualTo(
            json(
                "{'x':'${secret:TOKEN} ${a.s} $${','y':'<${secret:TOKEN} ${a.s} $${>','"
                    + A
                    + "':{'s':'${secret:TOKEN} ${a.s} $${'}}"));
  }

  @Test
  void changesNothingOfTheResultsThemselves() {
    DependencyResult a = result(A, null, "a", "{'o':{'n':1}}");
    ObjectNode resolved = whole("{'x':'${a.o}'}", a);
    ((ObjectNode) resolved.get("x")).put("n", 2);
    ((ObjectNode) resolved.get(A.toString())).put("n", 2);
    assertThat(a.result()).isEqualTo(json("{'o':{'n':1}}"));
  }

  @Test
  void resolvesSecretsForTheExecutorAndNotForTheRecord() {
    Assignment attempt =
        Attempts.withInputs("{'h':'Bearer ${secret:TOKEN}','s':'${secret:TOKEN}'}", Map.of());
    assertThat(new InputResolver(List.of(), SECRETS).inputs(attempt))
        .isEqualTo(json("{'h':'Bearer s3cret','s':'s3cret'}"));
    assertThat(new InputResolver(List.of(), null).inputs(attempt))
        .isEqualTo(json("{'h':'Bearer ${secret:TOKEN}','s':'${secret:TOKEN}'}"));
  }

  @Test
  void saysWhichSecretIsMissing() {
    refuses("{'x':'${secret:NONE}'}", "There is no secret 'NONE'; set espalier.secret.NONE.");
  }

  @Test
  void inputsOfTheRunGoOverTheTasksOwnFieldByField() {
    Assignment attempt =
        Attempts.withInputs(
            "{'x':1,'y':{'a':1}}",
            Map.of("inputs", json("{'y':'${a.n}'}")),
            result(A, null, "a", "{'n':9}"));
    ObjectNode inputs = new InputResolver(attempt.dependencies(), SECRETS).inputs(attempt);
    assertThat(inputs).isEqualTo(json("{'x':1,'y':9,'" + A + "':{'n':9}}"));
  }

  @Test
  void resolvesParamsWithoutAddingResults() {
    Assignment attempt =
        Attempts.withInputs(
            "{}", Map.of("params", json("{'p':'${a.n}'}")), result(A, null, "a", "{'n':9}"));
    assertThat(new InputResolver(attempt.dependencies(), SECRETS).params(attempt))
        .isEqualTo(json("{'p':9}"));
  }
}
