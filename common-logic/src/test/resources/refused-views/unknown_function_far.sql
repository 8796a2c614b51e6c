SELECT kind,
  COUNT(FOOBARBAZ(size)) AS n
FROM events
GROUP BY kind
-- expect 2:9: Unknown function FOOBARBAZ. The README lists those there are.
