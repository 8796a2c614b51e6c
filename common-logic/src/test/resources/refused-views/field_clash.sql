SELECT kind, AVG(size) AS a, SUM(size) AS a_sum
FROM events
GROUP BY kind
-- expect 1:1: Two columns of the stored view would be named a_sum: rename one of them.
