-- Counts which items go with which, from sessions. Standard SQL: joins, grouping and ROW_NUMBER only, so that another engine
-- can run the same file where one machine is too small.
--
-- Reads    sessions, visits     see session-visits.sql
--          counting(gap_max, neighbours_max, min_sessions, session_max, scale, sessions_max)                      one row
--          gaps(gap, weight)    distances 1 to gap_max and the weight of each, times scale, as a whole number
-- Creates  counted_sessions, items, placed_visits, reaches, placed_pairs, session_pairs, pairs, row_lengths, directed
--          neighbours(row_item, neighbour, f1, f2, f3, fd, bd, co)   sums in visits
--
-- Only the sessions_max oldest sessions count. Every sum is over whole numbers: all columns are times `scale`. So the order in which
-- rows arrive changes nothing. Every order is total. Pairs are summed as DOUBLE, which holds whole numbers below 2^53 exactly,
-- three milliards of sessions' worth: a group then takes half the memory that wider whole numbers take, and 2.4 s instead of
-- 3.5 s for the pairs of a million events.

-- Recency in thousandths: it halves six times over the history. Newest 1/8 of sessions: those with fewer than 1/8 newer ones.
CREATE TABLE counted_sessions AS
SELECT
  session_index,
  last_position,
  CAST(ROUND(1000 * POWER(0.5, 6.0 * (ended_at - started_at) / GREATEST(1, ended_at - began_at))) AS INTEGER) AS recency,
  CASE WHEN newer * 8 < total THEN 1 ELSE 0 END AS is_of_8,
  CASE WHEN newer * 32 < total THEN 1 ELSE 0 END AS is_of_32,
  CASE WHEN newer * 128 < total THEN 1 ELSE 0 END AS is_of_128,
  -- What a pair counts for once a session. A square root is exact to the last bit by IEEE 754, so it rounds alike everywhere.
  CAST(ROUND(scale / SQRT(items)) AS DOUBLE) AS co
FROM (
  SELECT
    session_index,
    started_at,
    last_position,
    items,
    scale,
    COUNT(*) OVER () AS total,
    COUNT(*) OVER () - 1 - session_index AS newer,
    MIN(started_at) OVER () AS began_at,
    MAX(started_at) OVER () AS ended_at
  FROM sessions
  CROSS JOIN counting
  WHERE session_index < sessions_max
) AS numbered;

-- An item's index is its rank by sessions, ties by its bytes.
CREATE TABLE items AS
SELECT
  by_item.*,
  CAST(ROW_NUMBER() OVER (ORDER BY sessions DESC, item_code) - 1 AS INTEGER) AS item_index
FROM (
  SELECT
    item_code,
    SUM(is_first) AS sessions,
    SUM(is_first * is_of_8) AS sessions_8,
    SUM(is_first * is_of_32) AS sessions_32,
    SUM(is_first * is_of_128) AS sessions_128,
    SUM(is_first * recency) AS recent,
    COUNT(*) AS events,
    MIN(at_seconds) AS first_seen_at,
    MAX(at_seconds) AS last_seen_at,
    SUM(CASE WHEN position = 0 THEN 1 ELSE 0 END) AS entries,
    SUM(CASE WHEN position = last_position THEN 1 ELSE 0 END) AS exits,
    SUM(is_repeated) AS repeats
  FROM visits
  JOIN counted_sessions ON counted_sessions.session_index = visits.session_index
  GROUP BY item_code
) AS by_item;

-- Blocks of gap_max places: what is near enough to count stands in the same block or the next, so that a session of any
-- length costs no more than its length.
CREATE TABLE placed_visits AS
SELECT
  visits.session_index,
  visits.position,
  CAST(FLOOR(visits.position / gap_max) AS INTEGER) AS block,
  visits.weight,
  visits.is_alone,
  items.item_index,
  counted_sessions.co
FROM visits
JOIN items ON items.item_code = visits.item_code
JOIN counted_sessions ON counted_sessions.session_index = visits.session_index
CROSS JOIN counting;

-- Each visit with the two blocks it reaches, so that the join below is by equality of session and block at once: an engine that
-- may choose could otherwise pair a session with itself first, at the square of its length.
CREATE TABLE reaches AS
SELECT session_index, position, item_index, weight, is_alone, block AS reached_block FROM placed_visits
UNION ALL
SELECT session_index, position, item_index, weight, is_alone, block + 1 AS reached_block FROM placed_visits;

-- Two visits of a session that are near enough: `low` is the lower index. The columns say what low, then high adds, those ending in
-- _back what high, then low adds; both visits' weights multiply. What one session can add is capped, here and once more below.
-- Views up to `pairs`: nobody else needs them, and as tables they would be what takes most of the memory.
CREATE VIEW placed_pairs AS
SELECT
  session_index,
  LEAST(first_item, second_item) AS low,
  GREATEST(first_item, second_item) AS high,
  is_alone,
  co,
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
    a.is_alone AND b.is_alone AS is_alone,
    b.co,
    gap,
    LEAST(ROUND(CAST(a.weight AS DOUBLE) * b.weight * scale / 10000), session_max * scale) AS product,
    LEAST(ROUND(CAST(a.weight AS DOUBLE) * b.weight * gaps.weight / 10000), session_max * scale) AS faded_product
  FROM reaches AS a
  JOIN placed_visits AS b ON b.session_index = a.session_index AND b.block = a.reached_block
  JOIN gaps ON gaps.gap = b.position - a.position
  CROSS JOIN counting
) AS both_visits;

-- Each pair of a session once, whichever came first. Two items that the session has once each meet but once: half of the pairs, and
-- to group the others alone counts a million events in 5.54 s instead of 5.83.
CREATE VIEW session_pairs AS
SELECT session_index, low, high, co, f1, f2, f3, fd, f1_back, f2_back, f3_back, fd_back
FROM placed_pairs
WHERE is_alone
UNION ALL
SELECT
  session_index,
  low,
  high,
  co,
  LEAST(f1, cap) AS f1,
  LEAST(f2, cap) AS f2,
  LEAST(f3, cap) AS f3,
  LEAST(fd, cap) AS fd,
  LEAST(f1_back, cap) AS f1_back,
  LEAST(f2_back, cap) AS f2_back,
  LEAST(f3_back, cap) AS f3_back,
  LEAST(fd_back, cap) AS fd_back
FROM (
  SELECT
    session_index,
    low,
    high,
    MIN(co) AS co,
    SUM(f1) AS f1,
    SUM(f2) AS f2,
    SUM(f3) AS f3,
    SUM(fd) AS fd,
    SUM(f1_back) AS f1_back,
    SUM(f2_back) AS f2_back,
    SUM(f3_back) AS f3_back,
    SUM(fd_back) AS fd_back
  FROM placed_pairs
  WHERE NOT is_alone
  GROUP BY session_index, low, high
) AS sums
CROSS JOIN (SELECT CAST(session_max * scale AS DOUBLE) AS cap FROM counting) AS caps;

-- Sums in whole visits, as they are kept. How close two items are comes from the exact ones: it decides which neighbours are kept. An item beside
-- itself has what followed it, and nothing else.
CREATE TABLE pairs AS
SELECT
  low,
  high,
  CAST(f1 / scale AS REAL) AS f1,
  CAST(f2 / scale AS REAL) AS f2,
  CAST(f3 / scale AS REAL) AS f3,
  CAST(fd / scale AS REAL) AS fd,
  CAST(f1_back / scale AS REAL) AS f1_back,
  CAST(f2_back / scale AS REAL) AS f2_back,
  CAST(f3_back / scale AS REAL) AS f3_back,
  CAST(fd_back / scale AS REAL) AS fd_back,
  CAST(co / scale AS REAL) AS co,
  10 * fd + 5 * fd_back + 10 * f1 + 3 * co AS closeness,
  10 * fd_back + 5 * fd + 10 * f1_back + 3 * co AS closeness_back
FROM (
  SELECT
    low,
    high,
    SUM(f1) AS f1,
    SUM(f2) AS f2,
    SUM(f3) AS f3,
    SUM(fd) AS fd,
    SUM(f1_back) AS f1_back,
    SUM(f2_back) AS f2_back,
    SUM(f3_back) AS f3_back,
    SUM(fd_back) AS fd_back,
    SUM(CASE WHEN low = high THEN 0 ELSE co END) AS co,
    COUNT(*) AS sessions
  FROM session_pairs
  GROUP BY low, high
) AS sums
CROSS JOIN counting
WHERE sessions >= min_sessions;

-- How many neighbours an item has. Most have fewer than are kept: ranking only those that have more takes half the time.
CREATE TABLE row_lengths AS
SELECT row_item, COUNT(*) AS neighbours
FROM (
  SELECT low AS row_item FROM pairs
  UNION ALL
  SELECT high AS row_item FROM pairs WHERE low <> high
) AS ends
GROUP BY row_item;

CREATE VIEW directed AS
SELECT low AS row_item, high AS neighbour, f1, f2, f3, fd, fd_back AS bd, co, closeness
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
  co,
  closeness_back AS closeness
FROM pairs
WHERE low <> high;

-- Rows cut to their best, whole where they are short enough; in no order, since who reads them puts each where it belongs. Sorting them here by
-- row and neighbour took some 70 of the 181 s that ten million events took.
CREATE TABLE neighbours AS
SELECT directed.row_item, neighbour, f1, f2, f3, fd, bd, co
FROM directed
JOIN (
  SELECT row_item FROM row_lengths CROSS JOIN counting WHERE neighbours <= neighbours_max
) AS short_rows ON short_rows.row_item = directed.row_item
UNION ALL
SELECT row_item, neighbour, f1, f2, f3, fd, bd, co
FROM (
  SELECT
    directed.*,
    neighbours_max,
    ROW_NUMBER() OVER (PARTITION BY directed.row_item ORDER BY closeness DESC, neighbour) AS place
  FROM directed
  JOIN (
    SELECT row_item, neighbours_max FROM row_lengths CROSS JOIN counting WHERE neighbours > neighbours_max
  ) AS long_rows ON long_rows.row_item = directed.row_item
) AS ranked
WHERE place <= neighbours_max;
