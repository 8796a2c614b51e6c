CREATE TABLE edits (
  `time` TIMESTAMP_LTZ(3), channel STRING, page STRING, `user` STRING, namespace STRING,
  country STRING, isRobot BOOLEAN, added BIGINT, deleted BIGINT, delta BIGINT
) WITH (
  'connector' = 'kafka', 'topic' = '${topic}', 'properties.bootstrap.servers' = '${bootstrap}',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',
  'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601'
);
CREATE TABLE channel_minutes (
  channel STRING, pane TIMESTAMP_LTZ(3), edits BIGINT, added BIGINT, deleted BIGINT, delta BIGINT
) WITH ('connector' = 'blackhole');
CREATE TABLE page_hours (
  page STRING, pane TIMESTAMP_LTZ(3), edits BIGINT, added BIGINT, most_added BIGINT
) WITH ('connector' = 'blackhole');
CREATE TABLE user_hours (
  `user` STRING, country STRING, pane TIMESTAMP_LTZ(3), edits BIGINT, least_delta BIGINT,
  most_delta BIGINT, mean_delta BIGINT
) WITH ('connector' = 'blackhole');
INSERT INTO channel_minutes
SELECT channel, FLOOR(`time` TO MINUTE), COUNT(*), SUM(added), SUM(deleted), SUM(delta)
FROM edits GROUP BY channel, FLOOR(`time` TO MINUTE);
INSERT INTO page_hours
SELECT page, FLOOR(`time` TO HOUR), COUNT(*), SUM(added), MAX(added)
FROM edits WHERE namespace = 'Main' GROUP BY page, FLOOR(`time` TO HOUR);
INSERT INTO user_hours
SELECT `user`, country, FLOOR(`time` TO HOUR), COUNT(*), MIN(delta), MAX(delta), AVG(delta)
FROM edits WHERE isRobot = FALSE GROUP BY `user`, country, FLOOR(`time` TO HOUR);
