package org.espalier.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.espalier.settings.AuthSettings;
import org.espalier.settings.EspalierSettings;
import org.espalier.settings.SteadyClock;
import org.jspecify.annotations.Nullable;

/** Tells who calls from what they send. Thread-safe. */
@ApplicationScoped
public class Authentication {
  private static final System.Logger LOG = System.getLogger(Authentication.class.getName());
  private static final Caller ADMINISTRATOR =
      new Caller("administrator", "administrator", Set.of(Role.ADMIN), Set.of());
  private static final Caller ANYBODY = new Caller("", "anybody", Set.of(Role.ADMIN), Set.of());

  private AuthSettings settings;
  private KeyCache keys;
  private SteadyClock clock;
  private @Nullable AdministratorKey administrator;

  /** For CDI only. */
  @SuppressWarnings("NullAway.Init")
  protected Authentication() {}

  /**
   * Reads the administrator's key.
   *
   * @throws org.espalier.settings.InvalidSettingException when there is none, or one that is no
   *     good
   */
  @Inject
  public Authentication(EspalierSettings settings, KeyCache keys, SteadyClock clock) {
    this.settings = settings.auth();
    this.keys = keys;
    this.clock = clock;
    this.administrator = isOff() ? null : AdministratorKey.of(settings.auth());
  }

  /** Makes the start fail when nobody could call. */
  void begin(@Observes @Initialized(ApplicationScoped.class) Object start) {
    if (isOff()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "espalier.auth.mode=none: whoever reaches this server on loopback is its administrator");
    }
  }

  /** Whether callers need no key; they must come from loopback then. */
  public boolean isOff() {
    return settings.mode() == AuthSettings.Mode.NONE;
  }

  /** Who anybody is where callers need no key. */
  public Caller anybody() {
    return ANYBODY;
  }

  /**
   * Who sent this key; empty when it is none, revoked or expired.
   *
   * @throws org.espalier.database.DatabaseUnavailableException when that cannot be known just now
   */
  public Optional<Caller> callerWith(String key) {
    if (administrator != null && administrator.is(key)) {
      return Optional.of(ADMINISTRATOR);
    }
    Instant now = clock.instant();
    Optional<ApiKey> known =
        KeyText.idOf(key)
            .flatMap(keys::find)
            .filter(stored -> KeyText.isSame(stored.hash(), KeyText.hash(key)))
            .map(ApiKeyStore.StoredKey::key)
            .filter(found -> found.isValidAt(now));
    known.ifPresent(found -> keys.noteUse(found, now));
    return known.map(ApiKey::caller);
  }
}
