-- How busy each Wikipedia is.
SELECT channel,
       COUNT(*) AS edits,
       SUM(added) AS added,
       SUM(deleted) AS deleted,
       SUM(delta) AS delta
FROM wiki_edits
GROUP BY channel, TUMBLE(event_time, INTERVAL '10' MINUTE)
