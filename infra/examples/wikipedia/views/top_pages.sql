-- The articles of the English Wikipedia; "order=-edits&limit=5" makes a query of it the top five.
SELECT page,
       COUNT(*) AS edits,
       COUNT(DISTINCT "user") AS users
FROM wiki_edits
WHERE namespace = 'Main' AND channel = '#en.wikipedia'
GROUP BY page, TUMBLE(event_time, INTERVAL '1' HOUR)
