-- What units were shown and what they did with it. Reads `answers` (one row a slate that names the experiment: unit, variation,
-- session, slate, received_at, items, teams, forced), `test_answers` (unit), `test_sessions` (session), `events`, and the one row of
-- `question` (window_ms, bot_acts). Times are milliseconds since 1970.

-- People neither ask for nor click this many slates within a minute.
CREATE TABLE hasty AS
SELECT DISTINCT unit FROM (
  SELECT unit FROM answers GROUP BY unit, received_at // 60000
  HAVING count(*) > (SELECT bot_acts FROM question)
  UNION ALL
  SELECT answers.unit FROM events JOIN answers ON answers.slate = events.slate
  WHERE events.type = 'click' GROUP BY answers.unit, events.ts // 60000
  HAVING count(*) > (SELECT bot_acts FROM question)
);

-- A unit's first slate is its exposure: the variation it then saw is the one it counts for.
CREATE TABLE units AS
WITH tested AS (
  SELECT unit FROM test_answers
  UNION SELECT unit FROM answers SEMI JOIN test_sessions USING (session)
),
seen AS (
  SELECT unit, min(received_at) AS exposed_at, arg_min(variation, struct_pack(received_at, slate)) AS variation,
    count(DISTINCT variation) AS variations, bool_or(forced IS NOT NULL) AS is_forced
  FROM answers GROUP BY unit
)
SELECT coalesce(seen.unit, tested.unit) AS unit, exposed_at, variation,
  CASE
    WHEN tested.unit IS NOT NULL THEN 'test'
    WHEN is_forced THEN 'forced'
    WHEN seen.unit IN (FROM hasty) THEN 'bot'
    WHEN variations > 1 THEN 'several'
    ELSE 'counted'
  END AS standing
FROM seen FULL JOIN tested ON tested.unit = seen.unit;

CREATE TABLE shown AS
SELECT answers.* FROM answers SEMI JOIN (FROM units WHERE standing = 'counted') AS counted ON counted.unit = answers.unit;

-- Each act is credited to the slate that it names, else to the newest that its session had seen.
CREATE TABLE credited AS
WITH acts AS (
  SELECT session, slate, type, item, ts, coalesce("value", 0) AS worth, coalesce(progress, 0) AS progress
  FROM events WHERE type IN ('click', 'watch', 'cart', 'purchase')
),
named AS (
  SELECT acts.* EXCLUDE (session, slate), shown.unit, shown.session, shown.slate, shown.received_at AS shown_at
  FROM acts JOIN shown ON shown.slate = acts.slate
),
unnamed AS (
  SELECT acts.* EXCLUDE (session, slate), shown.unit, shown.session, shown.slate, shown.received_at AS shown_at
  FROM (FROM acts WHERE slate IS NULL AND type <> 'click') AS acts
  ASOF JOIN shown ON shown.session = acts.session AND acts.ts >= shown.received_at
)
SELECT * FROM (FROM named UNION ALL BY NAME FROM unnamed)
WHERE ts - shown_at <= (SELECT window_ms FROM question);
