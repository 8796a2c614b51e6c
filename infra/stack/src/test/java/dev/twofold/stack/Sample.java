package dev.twofold.stack;

/** A child for tests, public to be run: prints its arguments, then does what the first one says. */
public final class Sample {
  private Sample() {}

  public static void main(String[] args) throws InterruptedException {
    if (args[0].equals("hang")) {
      Runtime.getRuntime().addShutdownHook(new Thread(Sample::hang));
    }
    System.out.println("sample " + String.join(" ", args));
    switch (args[0]) {
      case "fail" -> System.exit(3);
      case "throw" -> throw new IllegalStateException("out of luck");
      default -> Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static void hang() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
