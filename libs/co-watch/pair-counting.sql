-- Counts which items go with which, from sessions. Standard SQL: joins, grouping and ROW_NUMBER only, so that another engine
-- can run the same file where one machine is too small.
--
-- Reads    interactions(session, position, item, at_seconds, weight)   items of a session in order, position 0, 1, 2, …
--          without gaps, weight in hundredths
--          counting(gap_max, neighbours_max, min_sessions, session_max, scale)                                    one row
--          gaps(gap, weight)    distances 1 to gap_max and the weight of each, times scale, as a whole number
-- Creates  sessions, named_visits, items, visits, reaches, session_pairs, pairs, neighbours
--
-- Every sum is over whole numbers: all columns are times `scale`. So the order in which rows arrive changes nothing.
-- Every order is total.

-- Recency in thousandths: it halves six times over the history.
CREATE TABLE sessions AS
SELECT
  session,
  ROW_NUMBER() OVER (ORDER BY started_at, session) - 1 AS session_index,
  COUNT(*) OVER () AS sessions_total,
  CAST(ROUND(1000 * POWER(0.5, 6.0 * (MAX(started_at) OVER () - started_at)
    / GREATEST(1, MAX(started_at) OVER () - MIN(started_at) OVER ()))) AS INTEGER) AS recency,
  last_position,
  started_at,
  items
FROM (
  SELECT
    session,
    MIN(at_seconds) AS started_at,
    MAX(position) AS last_position,
    COUNT(DISTINCT item) AS items
  FROM interactions
  GROUP BY session
) AS by_session;

CREATE TABLE named_visits AS
SELECT
  sessions.session_index,
  sessions.sessions_total - 1 - sessions.session_index AS newer_sessions,
  sessions.sessions_total,
  sessions.last_position,
  sessions.recency,
  interactions.position,
  interactions.item,
  interactions.weight,
  ROW_NUMBER() OVER (PARTITION BY interactions.session, interactions.item ORDER BY interactions.position) AS visit,
  LEAD(interactions.item) OVER (PARTITION BY interactions.session ORDER BY interactions.position) AS next_item,
  interactions.at_seconds
FROM interactions
JOIN sessions ON sessions.session = interactions.session;

-- An item's index is its rank by sessions, ties by its bytes. Newest 1/8 of sessions: those with fewer than 1/8 newer ones.
CREATE TABLE items AS
SELECT
  by_item.*,
  ROW_NUMBER() OVER (ORDER BY sessions DESC, item) - 1 AS item_index
FROM (
  SELECT
    item,
    COUNT(DISTINCT session_index) AS sessions,
    COUNT(DISTINCT CASE WHEN newer_sessions * 8 < sessions_total THEN session_index END) AS sessions_8,
    COUNT(DISTINCT CASE WHEN newer_sessions * 32 < sessions_total THEN session_index END) AS sessions_32,
    COUNT(DISTINCT CASE WHEN newer_sessions * 128 < sessions_total THEN session_index END) AS sessions_128,
    SUM(CASE WHEN visit = 1 THEN recency ELSE 0 END) AS recent,
    COUNT(*) AS events,
    MIN(at_seconds) AS first_seen_at,
    MAX(at_seconds) AS last_seen_at,
    SUM(CASE WHEN position = 0 THEN 1 ELSE 0 END) AS entries,
    SUM(CASE WHEN position = last_position THEN 1 ELSE 0 END) AS exits,
    SUM(CASE WHEN item = next_item THEN 1 ELSE 0 END) AS repeats
  FROM named_visits
  GROUP BY item
) AS by_item;

-- Blocks of gap_max places: what is near enough to count stands in the same block or the next, so that a session of any
-- length costs no more than its length.
CREATE TABLE visits AS
SELECT
  named_visits.session_index,
  named_visits.position,
  CAST(FLOOR(named_visits.position / gap_max) AS INTEGER) AS block,
  named_visits.weight,
  items.item_index
FROM named_visits
JOIN items ON items.item = named_visits.item
CROSS JOIN counting;

-- Each visit with the two blocks it reaches, so that the join below is by equality of session and block at once: an engine that
-- may choose could otherwise pair a session with itself first, at the square of its length.
CREATE TABLE reaches AS
SELECT session_index, position, item_index, weight, block AS reached_block FROM visits
UNION ALL
SELECT session_index, position, item_index, weight, block + 1 AS reached_block FROM visits;

-- Two items of a session, each pair once whichever came first: `low` is the lower index. The columns say what low, then high
-- adds, those ending in _back what high, then low adds; both visits' weights multiply. What one session can add is capped.
CREATE TABLE session_pairs AS
SELECT
  session_index,
  low,
  high,
  CAST(LEAST(SUM(f1), MAX(session_max * scale)) AS INTEGER) AS f1,
  CAST(LEAST(SUM(f2), MAX(session_max * scale)) AS INTEGER) AS f2,
  CAST(LEAST(SUM(f3), MAX(session_max * scale)) AS INTEGER) AS f3,
  CAST(LEAST(SUM(fd), MAX(session_max * scale)) AS INTEGER) AS fd,
  CAST(LEAST(SUM(f1_back), MAX(session_max * scale)) AS INTEGER) AS f1_back,
  CAST(LEAST(SUM(f2_back), MAX(session_max * scale)) AS INTEGER) AS f2_back,
  CAST(LEAST(SUM(f3_back), MAX(session_max * scale)) AS INTEGER) AS f3_back,
  CAST(LEAST(SUM(fd_back), MAX(session_max * scale)) AS INTEGER) AS fd_back
FROM (
  SELECT
    session_index,
    LEAST(first_item, second_item) AS low,
    GREATEST(first_item, second_item) AS high,
    CASE WHEN first_item <= second_item AND gap = 1 THEN product ELSE 0 END AS f1,
    CASE WHEN first_item <= second_item AND gap = 2 THEN product ELSE 0 END AS f2,
    CASE WHEN first_item <= second_item AND gap = 3 THEN product ELSE 0 END AS f3,
    CASE WHEN first_item <= second_item THEN faded_product ELSE 0 END AS fd,
    CASE WHEN first_item > second_item AND gap = 1 THEN product ELSE 0 END AS f1_back,
    CASE WHEN first_item > second_item AND gap = 2 THEN product ELSE 0 END AS f2_back,
    CASE WHEN first_item > second_item AND gap = 3 THEN product ELSE 0 END AS f3_back,
    CASE WHEN first_item > second_item THEN faded_product ELSE 0 END AS fd_back
  FROM (
    SELECT
      a.session_index,
      a.item_index AS first_item,
      b.item_index AS second_item,
      gap,
      CAST(LEAST(ROUND(CAST(a.weight AS DOUBLE) * b.weight * scale / 10000), session_max * scale) AS INTEGER) AS product,
      CAST(LEAST(ROUND(CAST(a.weight AS DOUBLE) * b.weight * gaps.weight / 10000), session_max * scale) AS INTEGER) AS faded_product
    FROM reaches AS a
    JOIN visits AS b ON b.session_index = a.session_index AND b.block = a.reached_block
    JOIN gaps ON gaps.gap = b.position - a.position
    CROSS JOIN counting
  ) AS placed_pairs
) AS pairs
CROSS JOIN counting
GROUP BY session_index, low, high;

CREATE TABLE pairs AS
SELECT
  low,
  high,
  CAST(SUM(f1) AS BIGINT) AS f1,
  CAST(SUM(f2) AS BIGINT) AS f2,
  CAST(SUM(f3) AS BIGINT) AS f3,
  CAST(SUM(fd) AS BIGINT) AS fd,
  CAST(SUM(f1_back) AS BIGINT) AS f1_back,
  CAST(SUM(f2_back) AS BIGINT) AS f2_back,
  CAST(SUM(f3_back) AS BIGINT) AS f3_back,
  CAST(SUM(fd_back) AS BIGINT) AS fd_back,
  -- Once a session. A square root is exact to the last bit by IEEE 754, so it rounds alike everywhere.
  CAST(SUM(CAST(ROUND(scale / SQRT(sessions.items)) AS BIGINT)) AS BIGINT) AS co
FROM session_pairs
JOIN sessions ON sessions.session_index = session_pairs.session_index
CROSS JOIN counting
GROUP BY low, high
HAVING COUNT(*) >= MAX(min_sessions);

-- Both directions, cut to the best of each row. An item beside itself has what followed it, and nothing else.
CREATE TABLE neighbours AS
SELECT
  row_item,
  neighbour,
  f1,
  f2,
  f3,
  fd,
  bd,
  co
FROM (
  SELECT
    directed.*,
    neighbours_max,
    ROW_NUMBER() OVER (
      PARTITION BY row_item
      ORDER BY 10 * fd + 5 * bd + 10 * f1 + 3 * co DESC, neighbour
    ) AS place
  FROM (
    SELECT
      low AS row_item,
      high AS neighbour,
      f1,
      f2,
      f3,
      fd,
      CASE WHEN low = high THEN 0 ELSE fd_back END AS bd,
      CASE WHEN low = high THEN 0 ELSE co END AS co
    FROM pairs
    UNION ALL
    SELECT
      high AS row_item,
      low AS neighbour,
      f1_back AS f1,
      f2_back AS f2,
      f3_back AS f3,
      fd_back AS fd,
      fd AS bd,
      co
    FROM pairs
    WHERE low <> high
  ) AS directed
  CROSS JOIN counting
) AS ranked
WHERE place <= neighbours_max;
