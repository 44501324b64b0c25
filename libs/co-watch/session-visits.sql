-- Numbers sessions in order, and says of each visit what the counting asks again and again.
--
-- Reads    interactions, session_numbers            see session-interactions.sql
-- Creates  ordered_sessions(session_number, session_index, started_at, last_position)   in order of start, then name
--          visits(session_index, position, item_code, at_seconds, strength, progress, weight, is_first, is_repeated, is_alone)
--              is_first 1 where the session had not had the item before, is_repeated 1 where its next visit is of the same item, else 0;
--              is_alone where the session has the item at no other position
--          sessions(session_index, started_at, last_position, items)          items: distinct ones
CREATE TABLE ordered_sessions AS
SELECT
  by_number.session_number,
  CAST(ROW_NUMBER() OVER (ORDER BY started_at, session) - 1 AS INTEGER) AS session_index,
  started_at,
  last_position
FROM (
  SELECT session_number, MIN(at_seconds) AS started_at, MAX(position) AS last_position
  FROM interactions
  GROUP BY session_number
) AS by_number
JOIN session_numbers ON session_numbers.session_number = by_number.session_number;

CREATE TABLE visits AS
SELECT
  session_index,
  position,
  item_code,
  at_seconds,
  CAST(strength AS SMALLINT) AS strength,
  CAST(progress AS REAL) AS progress,
  weight,
  CAST(CASE WHEN ROW_NUMBER() OVER of_item = 1 THEN 1 ELSE 0 END AS SMALLINT) AS is_first,
  CAST(CASE
    WHEN item_code = LEAD(item_code) OVER (PARTITION BY session_index ORDER BY position) THEN 1 ELSE 0
  END AS SMALLINT) AS is_repeated,
  ROW_NUMBER() OVER of_item = 1 AND LEAD(position) OVER of_item IS NULL AS is_alone
FROM interactions
JOIN ordered_sessions ON ordered_sessions.session_number = interactions.session_number
WINDOW of_item AS (PARTITION BY session_index, item_code ORDER BY position);

CREATE TABLE sessions AS
SELECT
  ordered_sessions.session_index,
  MIN(started_at) AS started_at,
  MIN(last_position) AS last_position,
  SUM(is_first) AS items
FROM visits
JOIN ordered_sessions ON ordered_sessions.session_index = visits.session_index
GROUP BY ordered_sessions.session_index;
