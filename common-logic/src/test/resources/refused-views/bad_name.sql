SELECT kind, COUNT(*) AS "how many"
FROM events
GROUP BY kind
-- expect 1:26: The name "how many" must be letters, digits and _, at most 63, a letter first.
