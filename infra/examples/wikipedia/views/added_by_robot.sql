-- How much robots and people add in an edit.
SELECT isRobot,
       COUNT(*) AS edits,
       APPROX_PERCENTILE(added, 0.5) AS p50_added,
       APPROX_PERCENTILE(added, 0.95) AS p95_added,
       MAX(added) AS max_added
FROM wiki_edits
GROUP BY isRobot, TUMBLE(event_time, INTERVAL '30' MINUTE)
