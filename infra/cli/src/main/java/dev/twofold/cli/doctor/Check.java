package dev.twofold.cli.doctor;

import java.util.List;

/** One kind of thing that can be wrong. It judges what was seen, and asks no store itself. */
@FunctionalInterface
interface Check {
  /** At least one finding where there is something to judge; none where that was not to be had. */
  List<Finding> findings(Evidence evidence);
}
