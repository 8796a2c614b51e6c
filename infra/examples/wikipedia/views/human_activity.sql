-- Robots left out: how many people work on how many pages.
SELECT COUNT(DISTINCT "user") AS users,
       COUNT(DISTINCT page) AS pages,
       COUNT(*) AS edits
FROM wiki_edits
WHERE NOT isRobot
GROUP BY TUMBLE(event_time, INTERVAL '10' MINUTE)
