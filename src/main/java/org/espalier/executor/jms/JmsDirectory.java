package org.espalier.executor.jms;

import javax.naming.NamingException;

/** Where connection factories and destinations are found by name: JNDI. Thread-safe. */
@FunctionalInterface
interface JmsDirectory {
  Object lookup(String name) throws NamingException;
}
