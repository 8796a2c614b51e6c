-- Where people edit from who have not signed in.
SELECT countryName,
       COUNT(*) AS edits,
       COUNT(DISTINCT "user") AS users,
       SUM(added) AS added
FROM wiki_edits
WHERE isAnonymous AND countryName IS NOT NULL
GROUP BY countryName, TUMBLE(event_time, INTERVAL '1' HOUR)
