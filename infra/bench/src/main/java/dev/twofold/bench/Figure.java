package dev.twofold.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured figure.
 *
 * @param name what was measured, with its unit: "freshness at 1,000/s, p50, ms"
 * @param peer the same of the peer, in the same run; empty where there is none
 * @param limit what the machine would allow at best; empty where it was not measured
 * @param target empty for a figure that is shown for comparison alone
 */
record Figure(
    String name, double ours, OptionalDouble peer, OptionalDouble limit, Optional<Target> target) {

  static Figure of(String name, double ours, Target target) {
    return new Figure(
        name, ours, OptionalDouble.empty(), OptionalDouble.empty(), Optional.of(target));
  }

  static Figure shown(String name, double ours) {
    return new Figure(name, ours, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
  }

  Figure besides(double peer) {
    return new Figure(name, ours, OptionalDouble.of(peer), limit, target);
  }

  Figure within(double limit) {
    return new Figure(name, ours, peer, OptionalDouble.of(limit), target);
  }

  OptionalDouble ratioToPeer() {
    return ratio(peer);
  }

  OptionalDouble ratioToLimit() {
    return ratio(limit);
  }

  private OptionalDouble ratio(OptionalDouble other) {
    return other.isPresent() ? OptionalDouble.of(ours / other.getAsDouble()) : other;
  }

  Optional<Boolean> met() {
    return target.map(wanted -> wanted.isMet(this));
  }
}
