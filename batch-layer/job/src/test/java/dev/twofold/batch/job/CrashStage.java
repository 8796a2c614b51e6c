package dev.twofold.batch.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is there when a program dies, and which program that is. */
enum CrashStage {
  FIRST_RUN("run") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.more();
    }
  },
  NEW_COLUMN("run") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      fixture.addColumn("till", "BIGINT");
      sent.more();
    }
  },
  BACKFILL("backfill FOLDER/history.ndjson") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      sent.moreInFile(fixture.folder.resolve("history.ndjson"));
    }
  },
  /** Of events that are landed, folded in two generations, and still to come from Kafka. */
  FORGET("forget --source sales --where buyer<'b2'") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      sent.moreAndRun();
      sent.more();
      sent.forget(event -> event.contains("\"buyer\": \"b0\"") || event.contains("\"b1"));
    }
  },
  COMPACTION("compact --unreconciled") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      sent.moreAndRun();
    }
  },
  /** Of segments that were compared, after a run has added one more than the policy wants. */
  OUTGROWN("run") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      fixture.with("retention.segments", "2");
      sent.moreAndRun();
      sent.moreAndRun();
      fixture.settle(OtherProgram.VIEW);
      sent.more();
    }
  },
  /** Of all history, after which the generation before it expires at once. */
  RECOMPUTE("run --full") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      letOnlyTheNewestStay(fixture);
      sent.moreAndRun();
      sent.more();
    }
  },
  /** Of dead letters, and of the snapshots that hold them. */
  EXPIRY("run") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      letOnlyTheNewestStay(fixture);
      fixture.with("retention.dead_letters", "1ms");
      fixture.send(List.of("no event"));
      sent.moreAndRun();
      fixture.send(List.of("none either"));
      sent.more();
    }
  },
  /** Of files that runs have left which died days ago. */
  CLEANING("run") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      try (Run run = new Run(fixture.project(), Progress.onStandardOutput())) {
        var master = run.warehouse().master(run.project().source("sales")).table();
        leaveOldCopies(Leftovers.folder(master));
      }
      sent.more();
    }
  },
  ROLLBACK("rollback") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
      sent.moreAndRun();
    }
  },
  RELEASE("release") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      ROLLBACK.prepare(fixture, sent);
      fixture.rollback(OtherProgram.VIEW, 1);
    }
  },
  /** Of a version that is built beside the one in force. */
  DEPLOYMENT("deploy") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      fixture.deploy();
      sent.moreAndRun();
      fixture.view("online_buyers", "SELECT MAX(items) AS most FROM sales WHERE online");
    }
  },
  /** Of a view that was removed, after both of its versions were published. */
  CLEANED_VERSION("clean") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      fixture.deploy();
      fixture.view("online_buyers", "SELECT MAX(items) AS most FROM sales WHERE online");
      fixture.deploy();
      sent.moreAndRun();
      fixture.removeView("online_buyers");
      fixture.deploy();
    }

    @Override
    void finish(JobFixture fixture) throws Exception {
      fixture.clean();
      fixture.assertNothingLeftOf("online_buyers");
    }
  },
  INDEXING("read") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      sent.moreAndRun();
    }
  },
  /** Of a generation that has just expired. */
  INDEX_DROP("read") {
    @Override
    void prepare(JobFixture fixture, Sent sent) throws Exception {
      letOnlyTheNewestStay(fixture);
      sent.moreAndRun();
      fixture.assertAnswers(sent.all());
      fixture.job("run", "--full");
    }
  };

  private final String command;

  CrashStage(String command) {
    this.command = command;
  }

  abstract void prepare(JobFixture fixture, Sent sent) throws Exception;

  /** What the next program of its kind does, once more, after the death. */
  void finish(JobFixture fixture) throws Exception {}

  String[] command(JobFixture fixture) {
    return command.replace("FOLDER", fixture.folder.toString()).split(" ", -1);
  }

  /** Whether the program is the batch job, which a scheduler starts again. */
  boolean isJob() {
    return JobFixture.isJob(command.split(" ", -1)[0]);
  }

  private static void letOnlyTheNewestStay(JobFixture fixture) {
    fixture.with("retention.generations", "1").with("retention.longest_query", "1ms");
  }

  private static void leaveOldCopies(Path table) throws IOException {
    Instant old = Instant.now().minus(Duration.ofDays(4));
    List<Path> files;
    try (Stream<Path> all = Files.walk(table)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      if (!file.getFileName().toString().startsWith(".")) {
        Path copy = file.resolveSibling("00000-died-" + file.getFileName());
        Files.copy(file, copy);
        Files.setLastModifiedTime(copy, FileTime.from(old));
      }
    }
  }

  /** What was sent to a fixture, and where it stood each time that a run was done. */
  static final class Sent {
    private final JobFixture fixture;
    private final List<String> events = new ArrayList<>();
    private final List<List<String>> rests = new ArrayList<>(List.of(List.of()));

    Sent(JobFixture fixture) {
      this.fixture = fixture;
    }

    void more() throws Exception {
      List<String> next = Sales.events(events.size(), 300);
      fixture.send(next);
      events.addAll(next);
      JobFixture.passCut();
    }

    /** What was sent and is such an event is no part of any answer once it is forgotten. */
    void forget(Predicate<String> erased) {
      for (List<String> rest : List.copyOf(rests)) {
        rests.add(rest.stream().filter(erased.negate()).toList());
      }
      events.removeIf(erased);
    }

    /** What a backfill of the file has still to add. */
    void moreInFile(Path file) throws IOException {
      List<String> next = Sales.events(events.size(), 300);
      Files.write(file, next);
      events.addAll(next);
    }

    void moreAndRun() throws Exception {
      more();
      if (fixture.job("run") != 0) {
        throw new IllegalStateException("The run before the death failed");
      }
      rests.add(List.copyOf(events));
    }

    List<String> all() {
      return List.copyOf(events);
    }

    /** All that an answer may hold while a program is dead. */
    List<List<String>> rests() {
      List<List<String>> all = new ArrayList<>(rests);
      all.add(all());
      return all;
    }
  }
}
