SELECT kind, COUNT(*) AS n FROM events
WHERE size = ?
GROUP BY kind
-- expect 2:14: A view has no parameters (?). Write the value, or filter when you query the view.
