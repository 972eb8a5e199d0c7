package org.espalier.executor.ejb;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The business methods of a bean, as its proxy shows them: those of its interfaces, and for a bean
 * without interfaces its own public ones. Types are taken from the proxy, so they are the bean's
 * own, whatever class of the same name there is elsewhere.
 */
final class BeanMethods {
  /** What containers and the language add to a proxy. */
  private static final List<String> NOT_BUSINESS =
      List.of(
          "java.io.",
          "java.lang.",
          "java.rmi.",
          "jakarta.ejb.",
          "org.glassfish.",
          "com.sun.",
          "org.jboss.",
          "org.wildfly.",
          "org.omg.");

  private final Collection<Method> methods;

  private BeanMethods(Collection<Method> methods) {
    this.methods = methods;
  }

  /**
   * The methods of the view that the name asks for.
   *
   * @param jndi where the proxy was found; behind a {@code !} it names the view
   */
  static BeanMethods of(Object proxy, String jndi) {
    Set<Class<?>> types = new LinkedHashSet<>();
    collect(proxy.getClass(), types);
    String view = jndi.contains("!") ? jndi.substring(jndi.indexOf('!') + 1) : "";
    Set<Class<?>> asked = new LinkedHashSet<>();
    types.stream().filter(type -> type.getName().equals(view)).forEach(t -> collect(t, asked));
    return new BeanMethods(business(asked.isEmpty() ? types : asked));
  }

  private static void collect(Class<?> type, Set<Class<?>> types) {
    if (types.add(type)) {
      Arrays.stream(type.getInterfaces()).forEach(parent -> collect(parent, types));
      if (type.getSuperclass() != null) {
        collect(type.getSuperclass(), types);
      }
    }
  }

  private static Collection<Method> business(Set<Class<?>> types) {
    Map<String, Method> found = new LinkedHashMap<>();
    Stream<Class<?>> interfacesFirst =
        types.stream().sorted(Comparator.comparing(type -> !type.isInterface()));
    interfacesFirst
        .filter(BeanMethods::isBusiness)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
        .forEach(method -> found.putIfAbsent(signature(method), method));
    return found.values();
  }

  private static boolean isBusiness(Class<?> type) {
    String name = type.getName();
    return !java.lang.reflect.Proxy.isProxyClass(type)
        && !name.contains("$Proxy$")
        && !name.contains("__EJB31_Generated__")
        && NOT_BUSINESS.stream().noneMatch(name::startsWith);
  }

  /** All methods of this name. */
  List<Method> named(String name) {
    return methods.stream().filter(method -> method.getName().equals(name)).toList();
  }

  /** The signatures of these, for a message. */
  static String list(Collection<Method> methods) {
    return methods.stream().map(BeanMethods::signature).sorted().collect(Collectors.joining(", "));
  }

  /** The signatures of all, for a message. */
  @Override
  public String toString() {
    return methods.isEmpty() ? "none" : list(methods);
  }

  /** {@code charge(String,BigDecimal)}. */
  static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", method.getName() + "(", ")"));
  }
}
