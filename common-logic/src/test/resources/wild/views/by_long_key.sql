-- A page of 8 KiB makes a key of more than any store takes.
SELECT n, page, page || '1' AS p1, page || '2' AS p2, page || '3' AS p3, page || '4' AS p4,
       page || '5' AS p5, page || '6' AS p6, page || '7' AS p7, page || '8' AS p8, COUNT(*) AS edits
FROM wild
GROUP BY n, page, page || '1', page || '2', page || '3', page || '4', page || '5', page || '6',
         page || '7', page || '8'
