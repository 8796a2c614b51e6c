SELECT page, city, COUNT(*) AS edits, MAX(n) AS most
FROM wild
GROUP BY page, city, TUMBLE(event_time, INTERVAL '1' DAY)
