SELECT n / m AS quotient, COUNT(*) AS edits,
       COUNT(n + m) AS sums, COUNT(n - m) AS differences, COUNT(n * m) AS multiples, COUNT(-n) AS negated,
       COUNT(MOD(n, m)) AS remainders, COUNT(p / m) AS shares, COUNT(p * 1000000000000000000 * n) AS products,
       COUNT(d * d) AS squares, COUNT(n / d) AS ratios, COUNT(CAST(d AS BIGINT)) AS wholes,
       COUNT(CAST(d AS DECIMAL(18, 2))) AS prices, COUNT(SUBSTRING(page FROM 1 FOR n)) AS starts,
       SUM(n) AS total, SUM(d) AS weight, VAR_POP(d) AS variance, AVG(p) AS price
FROM wild
GROUP BY n / m
