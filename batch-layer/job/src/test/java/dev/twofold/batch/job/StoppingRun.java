package dev.twofold.batch.job;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** The batch job, but it stops at a moment, to be killed there. */
final class StoppingRun {
  /** What it says when it is there. */
  static final String THERE = "stopped at ";

  private StoppingRun() {}

  /** Takes the moment's name, then the job's arguments. */
  public static void main(String[] arguments) {
    Moment last = Moment.valueOf(arguments[0]);
    BatchJob.execute(
        moment -> {
          if (moment == last) {
            System.out.println(THERE + moment);
            System.out.flush();
            while (true) {
              LockSupport.park();
            }
          }
        },
        Arrays.copyOfRange(arguments, 1, arguments.length));
    throw new AssertionError("The run never came to " + last);
  }
}
