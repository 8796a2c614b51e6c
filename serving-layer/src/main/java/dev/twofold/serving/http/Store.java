package dev.twofold.serving.http;

import com.codahale.metrics.health.HealthCheck;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A store that answers are read from.
 *
 * @param failure why it cannot be read now; empty while it can
 */
public record Store(String name, Supplier<Optional<String>> failure) {
  HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return failure.get().map(Result::unhealthy).orElseGet(Result::healthy);
      }
    };
  }
}
