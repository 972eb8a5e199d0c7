package org.espalier.database;

import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.hibernate.engine.transaction.jta.platform.internal.AbstractJtaPlatform;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatformException;

/**
 * Tells Hibernate where the server keeps its transaction manager, on Payara and on WildFly.
 *
 * <p>Hibernate's own platforms name one server each, and the unit's configuration is in the WAR,
 * which is the same on both. Named in {@code persistence.xml}; created by Hibernate.
 */
public class PortableJtaPlatform extends AbstractJtaPlatform {
  private static final long serialVersionUID = 1L;

  /** Payara's name, then WildFly's: no specification gives one for the transaction manager. */
  private static final List<String> TRANSACTION_MANAGERS =
      List.of("java:appserver/TransactionManager", "java:jboss/TransactionManager");

  @Override
  protected TransactionManager locateTransactionManager() {
    for (String name : TRANSACTION_MANAGERS) {
      try {
        return InitialContext.doLookup(name);
      } catch (NamingException e) {
        // Not this server's name.
      }
    }
    throw new JtaPlatformException(
        "No transaction manager is bound at any of " + TRANSACTION_MANAGERS + ".");
  }

  @Override
  protected UserTransaction locateUserTransaction() {
    return (UserTransaction) jndiService().locate("java:comp/UserTransaction");
  }
}
