INSERT INTO events VALUES (1)
-- expect 1:1: A view is a SELECT, not INSERT.
