package dev.twofold.endtoend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * What goes wrong in operations, brought about for real: each fault has its clear error or its
 * degraded answer, the doctor names the cause and the command that mends it, and after that command
 * the answers are exact. All share one platform, and leave it as sound as they found it.
 */
class FaultTest implements TopicFaults, LogFaults, StoreFaults, WarehouseFaults, ClockFaults {
  private static FaultFixture shared;

  @BeforeAll
  static void start() throws Exception {
    shared = FaultFixture.start();
    shared.send(100);
    shared.publish();
    shared.assertSound();
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Override
  public FaultFixture fixture() {
    return shared;
  }
}
