SELECT knd, SUM(sise) AS total, CURRENT_DATE AS d, COUNT(*)
FROM events
GROUP BY knd, TUMBLE(event_time, INTERVAL '1' MONTH)
HAVING COUNT(*) > 1
-- expect 1:8: knd is a name that SELECT gives. Repeat its expression here instead.
-- expect 1:17: Unknown column sise in events. Did you mean size?
-- expect 1:33: CURRENT_DATE is not deterministic: both layers would compute different answers. Use the event's own columns.
-- expect 1:52: This column has no name. Add one: COUNT(*) AS name.
-- expect 3:10: knd is a name that SELECT gives. Repeat its expression here instead.
-- expect 3:34: A pane's length is in SECOND, MINUTE, HOUR or DAY, not MONTH, which has no fixed length. Write TUMBLE(event_time, INTERVAL '10' MINUTE).
-- expect 4:8: A view has no HAVING. Filter the rows when you query the view, or use WHERE for events.
