SELECT kind, COUNT(*) AS n FROM events
WHERE knd = 'a' AND flg
GROUP BY kind
-- expect 2:7: Unknown column knd in events. Did you mean kind?
-- expect 2:21: Unknown column flg in events. Did you mean flag?
