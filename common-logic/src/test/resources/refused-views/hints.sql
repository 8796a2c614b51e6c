SELECT /*+ fast */ kind, COUNT(*) AS n
FROM events
GROUP BY kind
-- expect 1:1: A view has no hints (/*+ ... */). Leave them out.
