SELECT COUNT(*) AS edits, MIN(page) AS first_page, MAX(page) AS last_page, LATEST(page) AS latest,
       ARG_MAX(page, d) AS heaviest, COUNT(DISTINCT page) AS pages, APPROX_COUNT_DISTINCT(page) AS about,
       APPROX_TOP_K(page, 5) AS top, MIN(d) AS least, MAX(d) AS most, APPROX_PERCENTILE(d, 0.5) AS middle,
       MIN(event_time) AS earliest, MAX(event_time) AS last_time, MAX(UPPER(page || page)) AS doubled
FROM wild
