selec kind FROM events
-- expect 1:1: A view is a SELECT: the text must begin with that word.
