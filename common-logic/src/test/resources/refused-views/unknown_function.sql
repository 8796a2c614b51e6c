SELECT kind,
  CONT(*) AS n
FROM events
GROUP BY kind
-- expect 2:3: Unknown function CONT. Did you mean COUNT?
