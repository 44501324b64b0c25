-- Each variation's sums over units, of what had happened by a moment: the one row of `moment` (until_ms). Reads `shown` and
-- `credited`. One row a variation; the lists are in the order of the metrics: sums over units, of squares, and of products with what
-- the metric is divided by.
WITH until_then AS (FROM credited WHERE ts < (SELECT until_ms FROM moment) AND shown_at < (SELECT until_ms FROM moment)),
asked AS (
  SELECT unit, any_value(variation) AS variation, count(*)::DOUBLE AS slates, count(DISTINCT session)::DOUBLE AS sessions
  FROM shown WHERE received_at < (SELECT until_ms FROM moment) GROUP BY unit
),
did AS (
  SELECT unit,
    count(DISTINCT slate) FILTER (type = 'click') AS clicked_slates,
    count(DISTINCT session) FILTER (type = 'click') AS clicked_sessions,
    count(DISTINCT session) FILTER (type = 'cart') AS cart_sessions,
    count(DISTINCT session) FILTER (type = 'purchase') AS buying_sessions,
    sum(worth) FILTER (type = 'purchase') AS spent
  FROM until_then GROUP BY unit
),
-- A film that was left and taken up again tells its progress more than once.
watched AS (
  SELECT unit, sum(share) AS watched FROM (
    SELECT unit, max(progress) AS share FROM until_then WHERE type = 'watch' GROUP BY unit, session, item
  ) GROUP BY unit
),
per_unit AS (
  SELECT variation, slates, sessions,
    coalesce(clicked_slates, 0)::DOUBLE AS a, coalesce(clicked_sessions, 0)::DOUBLE AS b, coalesce(cart_sessions, 0)::DOUBLE AS c,
    coalesce(buying_sessions, 0)::DOUBLE AS d, coalesce(spent, 0)::DOUBLE AS e, coalesce(watched, 0)::DOUBLE AS f
  FROM asked LEFT JOIN did USING (unit) LEFT JOIN watched USING (unit)
)
SELECT variation, count(*)::DOUBLE AS units,
  sum(slates) AS slates, sum(slates * slates) AS slates_squares, sum(sessions) AS sessions, sum(sessions * sessions) AS sessions_squares,
  [sum(a), sum(b), sum(c), sum(d), sum(e), sum(f)] AS sums,
  [sum(a * a), sum(b * b), sum(c * c), sum(d * d), sum(e * e), sum(f * f)] AS squares,
  [sum(a * slates), sum(b * sessions), sum(c * sessions), sum(d * sessions), sum(e * sessions), sum(f * sessions)] AS products
FROM per_unit GROUP BY variation;
