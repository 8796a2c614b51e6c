SELECT channel,
       COUNT(*) AS edits, SUM(added) AS added, SUM(deleted) AS deleted, SUM(delta) AS delta
FROM edits
GROUP BY channel, TUMBLE("time", INTERVAL '1' MINUTE)
