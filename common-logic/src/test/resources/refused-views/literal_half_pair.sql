SELECT COUNT(*) AS n
FROM events
WHERE name = U&'\D800'
-- expect 3:7: A text in the view holds half of a surrogate pair.
