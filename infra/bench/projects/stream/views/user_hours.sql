SELECT "user", country,
       COUNT(*) AS edits, MIN(delta) AS least_delta, MAX(delta) AS most_delta, AVG(delta) AS mean_delta
FROM edits
WHERE isRobot = FALSE
GROUP BY "user", country, TUMBLE("time", INTERVAL '1' HOUR)
