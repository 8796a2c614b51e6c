package dev.twofold.cli.doctor;

import dev.twofold.batch.views.FileCheck.Damage;
import dev.twofold.cli.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The catalog opens, and every table that it names can be read, down to its files. */
final class WarehouseCheck implements Check {
  private static final String SUBJECT = "warehouse";

  @Override
  public List<Finding> findings(Evidence evidence) {
    WarehouseEvidence warehouse = evidence.warehouse();
    Subject subject = evidence.subject();
    String restore = restore(subject);
    if (warehouse.opened().isFailed()) {
      return List.of(
          Finding.fault(
              SUBJECT,
              "The catalog of "
                  + subject.settings().warehouse().location()
                  + " cannot be opened: "
                  + warehouse.opened().reason(),
              restore));
    }
    if (!warehouse.opened().answer().orElseThrow()) {
      return List.of(Finding.ok(SUBJECT, "nothing landed yet"));
    }
    List<Finding> wrong = new ArrayList<>();
    warehouse.masters().forEach((name, table) -> unreadable(name, table, restore, wrong));
    warehouse.views().forEach((name, table) -> unreadable(name, table, restore, wrong));
    for (Map.Entry<String, ?> master : warehouse.masters().entrySet()) {
      warehouse
          .master(master.getKey())
          .ifPresent(
              found ->
                  found
                      .damages()
                      .forEach(damage -> wrong.add(masterFile(master.getKey(), damage))));
    }
    for (String view : warehouse.views().keySet()) {
      warehouse
          .view(view)
          .map(WarehouseEvidence.View::damages)
          .filter(damages -> !damages.isEmpty())
          .ifPresent(damages -> wrong.add(viewFiles(view, damages, subject)));
    }
    return wrong.isEmpty()
        ? List.of(
            Finding.ok(
                SUBJECT,
                Units.count(tables(warehouse), "table")
                    + " and their files are whole in "
                    + subject.settings().warehouse().location()))
        : wrong;
  }

  private static String restore(Subject subject) {
    String command = "./twofold restore-catalog" + subject.options();
    return subject.running().isPresent()
        ? "./twofold down --state " + subject.state().root() + "; " + command + "; " + subject.up()
        : command;
  }

  private static long tables(WarehouseEvidence warehouse) {
    return warehouse.masters().keySet().stream()
            .filter(name -> warehouse.master(name).isPresent())
            .count()
        + warehouse.views().keySet().stream()
            .filter(name -> warehouse.view(name).isPresent())
            .count();
  }

  private static void unreadable(String name, Asked<?> table, String restore, List<Finding> into) {
    if (table.isFailed()) {
      into.add(
          Finding.fault(SUBJECT, "Table " + name + " cannot be read: " + table.reason(), restore));
    }
  }

  private static Finding masterFile(String source, Damage damage) {
    return Finding.fault(
        SUBJECT,
        "A file of the master dataset of "
            + source
            + " "
            + damage.what()
            + ": "
            + damage.file()
            + ". Published views do not need it, a full recompute does",
        "cp BACKUP/"
            + damage.file().substring(damage.file().lastIndexOf('/') + 1)
            + " "
            + damage.file());
  }

  /** The master dataset has all that is in it. */
  private static Finding viewFiles(String view, List<Damage> damages, Subject subject) {
    return Finding.fault(
        SUBJECT,
        Units.count(damages.size(), "file")
            + " of view "
            + view
            + ": "
            + damages.get(0).file()
            + " "
            + damages.get(0).what(),
        "./twofold batch run --full" + subject.options());
  }
}
