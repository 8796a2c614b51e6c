SELECT kind, COUNT(*) AS value
FROM events
GROUP BY kind
-- expect 1:26: Syntax error at value, a reserved word of SQL. Where it is meant as a name, quote it: "value".
