package dev.twofold.simulation;

/** Where a payment is in the log, and of which epoch. */
record Place(int partition, SimulatedPartition.Entry entry, long epoch) {
  static Place of(SimulatedLog log, int id) {
    for (int partition : log.partitions()) {
      SimulatedPartition.Entry entry = log.partition(partition).find(id);
      if (entry != null) {
        return new Place(partition, entry, log.partition(partition).epochOf(entry));
      }
    }
    throw new IllegalArgumentException("Payment " + id + " is in no partition");
  }
}
