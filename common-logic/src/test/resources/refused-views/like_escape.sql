SELECT kind, COUNT(*) AS n FROM events
WHERE name LIKE 'a!b' ESCAPE '!'
GROUP BY kind
-- expect 2:7: The escape character of LIKE must be followed by %, _ or itself in 'a!b'.
