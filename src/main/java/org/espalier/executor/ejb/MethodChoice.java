package org.espalier.executor.ejb;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.espalier.executor.InvalidInputException;

/**
 * Finds the one method that a request means, and its arguments: by name, then by the parameter
 * types it gives, then by the number or the names of its arguments, then by what the arguments can
 * be converted to.
 */
final class MethodChoice {
  /**
   * A method and the arguments to call it with.
   *
   * @param arguments of the parameters' types; null where the request says null
   */
  record Chosen(Method method, Object[] arguments) {}

  private final BeanRequest request;
  private final BeanJson json;

  MethodChoice(BeanRequest request, BeanJson json) {
    this.request = request;
    this.json = json;
  }

  /**
   * Chooses.
   *
   * @throws InvalidInputException when there is no such method, or more than one
   */
  Chosen among(BeanMethods methods) {
    List<Method> named = methods.named(request.method());
    if (named.isEmpty()) {
      throw new InvalidInputException(
          "inputs.method: the bean has no method '%s'; it has: %s."
              .formatted(request.method(), methods));
    }
    List<Method> fitting = named.stream().filter(this::fits).toList();
    if (fitting.isEmpty()) {
      throw new InvalidInputException(
          "inputs.arguments fit none of: %s.%s"
              .formatted(BeanMethods.list(named), hintOnNames(named)));
    }
    return fitting.size() == 1 ? convert(fitting.get(0)) : onlyConvertible(fitting);
  }

  private boolean fits(Method method) {
    return hasAskedTypes(method)
        && method.getParameterCount() == request.arguments().size()
        && (request.arguments().isArray() || hasAskedNames(method));
  }

  private boolean hasAskedTypes(Method method) {
    if (request.parameterTypes().isEmpty()) {
      return true;
    }
    List<String> asked = request.parameterTypes().get();
    Class<?>[] types = method.getParameterTypes();
    boolean same = asked.size() == types.length;
    for (int i = 0; same && i < types.length; i++) {
      same =
          asked.get(i).equals(types[i].getTypeName())
              || asked.get(i).equals(types[i].getSimpleName());
    }
    return same;
  }

  private boolean hasAskedNames(Method method) {
    Set<String> names = new HashSet<>();
    request.arguments().fieldNames().forEachRemaining(names::add);
    return Arrays.stream(method.getParameters())
        .allMatch(parameter -> parameter.isNamePresent() && names.contains(parameter.getName()));
  }

  private String hintOnNames(List<Method> named) {
    boolean nameless =
        named.stream()
            .flatMap(method -> Arrays.stream(method.getParameters()))
            .anyMatch(parameter -> !parameter.isNamePresent());
    return request.arguments().isObject() && nameless
        ? " The bean was compiled without parameter names (javac -parameters): give an array."
        : "";
  }

  private Chosen onlyConvertible(List<Method> fitting) {
    List<Chosen> convertible = new ArrayList<>();
    for (Method method : fitting.stream().filter(this::isOfTheSameKinds).toList()) {
      try {
        convertible.add(convert(method));
      } catch (InvalidInputException e) {
        continue;
      }
    }
    if (convertible.size() != 1) {
      throw new InvalidInputException(
          "inputs.arguments fit %s of: %s; say which with parameter_types."
              .formatted(
                  convertible.isEmpty()
                      ? "by their number, but not by their types, any"
                      : "several",
                  BeanMethods.list(fitting)));
    }
    return convertible.get(0);
  }

  /**
   * Jackson would make a date of a number and a text of anything; between overloads it must not.
   */
  private boolean isOfTheSameKinds(Method method) {
    Parameter[] parameters = method.getParameters();
    boolean same = true;
    for (int i = 0; same && i < parameters.length; i++) {
      JsonNode given = argument(parameters[i], i);
      Class<?> type = MethodType.methodType(parameters[i].getType()).wrap().returnType();
      boolean number = Number.class.isAssignableFrom(type);
      boolean flag = type == Boolean.class;
      boolean text = CharSequence.class.isAssignableFrom(type);
      same =
          given.isNull()
              || type == Object.class
              || (given.isNumber() == number
                  && given.isBoolean() == flag
                  && (!given.isContainerNode() || !text));
    }
    return same;
  }

  private JsonNode argument(Parameter parameter, int position) {
    return request.arguments().isArray()
        ? request.arguments().get(position)
        : request.arguments().get(parameter.getName());
  }

  private Chosen convert(Method method) {
    Parameter[] parameters = method.getParameters();
    Object[] converted = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      String shown = request.arguments().isArray() ? "" + i : parameters[i].getName();
      JsonNode given = argument(parameters[i], i);
      converted[i] = json.read(given, parameters[i].getParameterizedType(), shown);
    }
    return new Chosen(method, converted);
  }
}
