WITH x AS (SELECT 1)
SELECT kind, COUNT(*) AS n FROM x GROUP BY kind
-- expect 1:1: A view has no WITH. Write one SELECT from one source.
