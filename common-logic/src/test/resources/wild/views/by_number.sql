SELECT d, p, robot, seen, COUNT(*) AS edits
FROM wild
GROUP BY d, p, robot, seen, TUMBLE(event_time, INTERVAL '36525' DAY(5))
