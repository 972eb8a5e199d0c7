package org.espalier.executor.ejb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import org.espalier.executor.CancellationReason;
import org.espalier.executor.CancellationToken;
import org.espalier.executor.Contexts;
import org.espalier.executor.ExecutionOutcome;
import org.espalier.executor.ExecutionOutcome.Cancelled;
import org.espalier.executor.ExecutionOutcome.Failed;
import org.espalier.executor.ExecutionOutcome.Succeeded;
import org.espalier.executor.TaskExecutor;
import org.espalier.executor.TaskExecutorContract;
import org.espalier.executor.TestSettings;
import org.espalier.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beans behind proxies, without a container; ServerBeansIT has real ones. */
class EjbExecutorTest implements TaskExecutorContract {
  private final OrdersBean bean = new OrdersBean();

  @Override
  public TaskExecutor executor() {
    return EjbExecutor.standalone(
        this::lookup,
        TestSettings.executors(
                Map.of("ejb.allow", "orders, gone, shop/*", "ejb.max-result-bytes", "3000000"))
            .ejb());
  }

  private Object lookup(String name) throws NameNotFoundException {
    if (name.equals("gone")) {
      throw new NameNotFoundException("gone not found");
    }
    return name.startsWith("shop/plain") ? bean : proxy();
  }

  /** As containers make them: nothing but the interface shows. */
  private Object proxy() {
    return Proxy.newProxyInstance(
        Orders.class.getClassLoader(),
        new Class<?>[] {Orders.class, java.io.Serializable.class},
        (self, method, arguments) -> {
          try {
            return method.invoke(bean, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  @Override
  public ObjectNode goodInputs() {
    return call("charge", "['o1', 41]");
  }

  @Override
  public Map<ObjectNode, String> hopelessInputs() {
    return Map.of(
        Contexts.json("{'jndi':'ldap://x','method':'m'}"),
        "/inputs/jndi",
        Contexts.json("{'jndi':'java:global/other','method':'m'}"),
        "/inputs/jndi");
  }

  @Override
  public Optional<ObjectNode> badInputs() {
    return Optional.of(Contexts.json("{'jndi':'orders','method':'charge','arguments':7}"));
  }

  @Override
  public Optional<ObjectNode> endlessInputs() {
    return Optional.of(call("sleep", "[600]"));
  }

  @Override
  public void awaitBegun() throws Exception {
    assertThat(bean.sleeping.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void awaitStopped() throws Exception {
    assertThat(bean.woken.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public Optional<ObjectNode> hugeInputs() {
    return Optional.of(call("huge", "[300]"));
  }

  private static ObjectNode call(String method, String arguments) {
    return Contexts.json(
        "{'jndi':'orders','method':'%s','arguments':%s}".formatted(method, arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java:comp/DefaultDataSource",
        "java:comp",
        "java:module/EjbExecutor",
        "java:app/espalier/EjbExecutor",
        "java:global/espalier/SqlExecutor!org.espalier.executor.TaskExecutor",
        "java:global/espalier",
        "context",
        "threads",
        "text"
      })
  void callsBeansOfOthersOnly(String jndi) throws Exception { // #11
    TaskExecutor wide =
        EjbExecutor.standalone(
            name ->
                switch (name) {
                  case "java:app/AppName" -> "espalier";
                  case "context" -> new InitialContext();
                  case "threads" -> ForkJoinPool.commonPool();
                  case "text" -> "a text";
                  default -> proxy();
                },
            TestSettings.executors(Map.of("ejb.allow", "*")).ejb());
    ObjectNode inputs = Contexts.json("{'method':'toString'}").put("jndi", jndi);
    ExecutionOutcome outcome =
        TaskExecutorContract.outcome(() -> wide.execute(Contexts.of(inputs)));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(((Failed) outcome).kind()).isEqualTo("invalid_input");
    assertThat(((Failed) outcome).message()).contains("inputs.jndi must name");
  }

  private ExecutionOutcome outcome(ObjectNode inputs) {
    try {
      return TaskExecutorContract.outcome(() -> executor().execute(Contexts.of(inputs)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private JsonNode value(String method, String arguments) {
    ExecutionOutcome outcome = outcome(call(method, arguments));
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).result().get("value");
  }

  private Failed failure(String method, String arguments) {
    return (Failed) outcome(call(method, arguments));
  }

  @Test
  void carriesRecordsDatesOptionalsAndDecimalsBothWays() {
    String order =
        "{'id':'o1','total':12.50,'due':'2026-03-01','note':null,'lines':[{'article':'a','count':2}]}";
    assertThat(value("accept", "[" + order + "]")).isEqualTo(Json.read(order.replace('\'', '"')));
    assertThat(value("times", "[['2026-01-01T00:00:00Z'],'PT90S']"))
        .isEqualTo(Contexts.json("{'t0':'2026-01-01T00:01:30Z'}"));
  }

  @Test
  void waitsForWhatComesLater() {
    assertThat(value("later", "['now']").textValue()).isEqualTo("now");
  }

  @Test
  void cancelsAFutureOfTheBean() throws Exception {
    CancellationToken token = new CancellationToken();
    bean.never.orTimeout(30, TimeUnit.SECONDS);
    Thread canceller = new Thread(() -> token.cancel(CancellationReason.CANCELLED));
    ObjectNode inputs = call("never", "[]");
    canceller.start();
    assertThat(executor().execute(Contexts.of(inputs, token))).isInstanceOf(Cancelled.class);
    canceller.join();
  }

  @Test
  void choosesByNumberNamesTypesAndWhatConverts() {
    assertThat(value("charge", "['o1', 1]").intValue()).isEqualTo(2);
    assertThat(value("charge", "{'order':'o1','amount':1,'key':'four'}").intValue()).isEqualTo(4);
    assertThat(value("pick", "[7]").textValue()).isEqualTo("number");
    ObjectNode day = call("pick", "['2026-01-01']");
    day.putArray("parameter_types").add("LocalDate");
    assertThat(((Succeeded) outcome(day)).result().get("value").textValue()).isEqualTo("day");
  }

  @Test
  void saysWhatThereIsWhenItCannotChoose() {
    assertThat(failure("pay", "[]").message())
        .startsWith("inputs.method: the bean has no method 'pay'; it has: accept(Order)");
    assertThat(failure("charge", "[1]").message())
        .isEqualTo(
            "inputs.arguments fit none of: charge(String,BigDecimal), charge(String,BigDecimal,String).");
    assertThat(failure("pick", "['2026-01-01']").message())
        .contains("fit several of", "pick(LocalDate), pick(String), pick(long)", "parameter_types");
    assertThat(failure("sleep", "['secret']").message())
        .startsWith("inputs.arguments.0 cannot be a int: ")
        .doesNotContain("secret");
    assertThat(failure("sleep", "[null]").kind()).isEqualTo("invalid_input");
  }

  @Test
  void handsTheAttemptsIdempotencyKeyOn() {
    assertThat(value("charge", "['o1', 1, {'$attempt':'idempotency_key'}]").intValue())
        .isEqualTo("key-of-the-task".length());
    assertThat(failure("charge", "['o1', 1, {'$attempt':'nothing'}]").kind())
        .isEqualTo("invalid_input");
  }

  @Test
  void anApplicationExceptionIsTheBeansAnswer() {
    Failed refused = failure("refuse", "['too old']");
    assertThat(refused.kind()).isEqualTo("application_exception");
    assertThat(refused.retryable()).isFalse();
    assertThat(refused.details().get("exception").textValue())
        .isEqualTo(Orders.RefusedException.class.getName());
    assertThat(refused.details().get("message").textValue()).isEqualTo("too old");
    ObjectNode tolerant = call("refuse", "['too old']");
    tolerant.putArray("retryable_exceptions").add(Orders.RefusedException.class.getName());
    assertThat(((Failed) outcome(tolerant)).retryable()).isTrue();
  }

  @Test
  void aSystemExceptionIsAMishapARetryMayHelp() {
    Failed broken = failure("breakDown", "[]");
    assertThat(broken.kind()).isEqualTo("system_exception");
    assertThat(broken.retryable()).isTrue();
    assertThat(broken.message()).endsWith("java.lang.IllegalStateException: the disk is full.");
  }

  @Test
  void refusesWhatIsNotListedNotThereOrNoJson() {
    assertThat(((Failed) outcome(call("x", "[]").put("jndi", "other"))).kind())
        .isEqualTo("not_allowed");
    assertThat(((Failed) outcome(call("x", "[]").put("jndi", "gone"))).kind())
        .isEqualTo("bean_not_found");
    assertThat(((Failed) outcome(call("x", "[]").put("jndi", "ldap://evil/x"))).kind())
        .isEqualTo("invalid_input");
    assertThat(failure("loop", "[]").kind()).isIn("result_not_json", "result_too_large");
  }

  @Test
  void callsABeanWithoutInterfaces() {
    ObjectNode inputs = call("pick", "[7]").put("jndi", "shop/plain");
    assertThat(((Succeeded) outcome(inputs)).result().get("value").textValue()).isEqualTo("number");
  }

  @Test
  void isUnavailableUntilBeansAreListed() {
    TaskExecutor off = EjbExecutor.standalone(this::lookup, TestSettings.executors(Map.of()).ejb());
    assertThat(off.type().unavailable().orElseThrow()).contains("espalier.executors.ejb.allow");
  }
}
