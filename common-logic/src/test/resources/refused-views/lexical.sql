SELECT COUNT(*) AS n
FROM events
WHERE `name` = 'a'
-- expect 3:7: Syntax error at `.
