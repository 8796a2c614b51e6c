SELECT kind, COUNT(*) AS n FROM events
GROUP BY kind,
  name
-- expect 3:3: The view groups by name and does not select it: its rows could not be told apart. Add it to SELECT.
