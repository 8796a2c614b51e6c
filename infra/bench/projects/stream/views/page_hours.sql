SELECT page, COUNT(*) AS edits, SUM(added) AS added, MAX(added) AS most_added
FROM edits
WHERE namespace = 'Main'
GROUP BY page, TUMBLE("time", INTERVAL '1' HOUR)
