package org.espalier.executor.ejb;

import javax.naming.NamingException;

/** Where beans are found by name: JNDI. Thread-safe. */
@FunctionalInterface
interface BeanDirectory {
  /** The bean's proxy. */
  Object lookup(String name) throws NamingException;
}
