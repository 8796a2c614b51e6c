SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind;
SELECT kind, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 4:1: A file holds one view. Move this statement into a file of its own.
