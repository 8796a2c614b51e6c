package dev.twofold.endtoend;

/** Tests that break a platform, and mend it. */
interface Faults {
  FaultFixture fixture();
}
