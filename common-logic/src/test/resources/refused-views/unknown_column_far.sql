SELECT kind,
  SUM(zzzzzzzz) AS total
FROM events
GROUP BY kind
-- expect 2:7: Unknown column zzzzzzzz in events. There are event_time, kind, name, user, flag, size, width, weight, height, price, seen.
