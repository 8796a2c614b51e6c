package dev.twofold.definition;

import com.cronutils.mapper.CronMapper;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code schedule} of {@code twofold.yaml}: for each source when its batch runs are. */
final class ScheduleReader {
  private static final int RETRIES = 3;
  private static final int MOST_RETRIES = 20;
  private static final int FIELDS_WITH_SECONDS = 6;

  private ScheduleReader() {}

  static Map<String, Settings.Schedule> read(YamlMapping yaml) {
    Map<String, Settings.Schedule> schedules = new LinkedHashMap<>();
    for (String source : yaml.keys()) {
      YamlMapping one = yaml.mapping(source);
      String cron = one.requiredText("cron", "cron: \"15 2 * * *\"");
      schedules.put(
          source,
          new Settings.Schedule(
              cron == null ? null : one.orReport("cron", () -> quartz(cron)),
              zone(one),
              (int) one.integer("retries", RETRIES, 0, MOST_RETRIES),
              one.duration("retry_after", Duration.ofMinutes(1))));
      one.finish();
    }
    return schedules;
  }

  /** From five fields as Unix has them, or six with seconds before them. */
  private static String quartz(String cron) {
    boolean seconds = cron.strip().split("\\s+", -1).length == FIELDS_WITH_SECONDS;
    CronType type = seconds ? CronType.SPRING : CronType.UNIX;
    CronMapper mapper = seconds ? CronMapper.fromSpringToQuartz() : CronMapper.fromUnixToQuartz();
    try {
      CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
      return mapper.map(parser.parse(cron)).asString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\""
              + cron
              + "\" is no time to run at: "
              + e.getMessage()
              + ". Write five fields, minute, hour, day of month, month and day of week (\"15 2 * *"
              + " *\"), or six with seconds before them.",
          e);
    }
  }

  private static ZoneId zone(YamlMapping yaml) {
    String name = yaml.text("time_zone", "UTC");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      yaml.report(
          "time_zone", "Unknown time zone \"" + name + "\". Write it as Europe/Berlin or UTC.");
      return ZoneId.of("UTC");
    }
  }
}
