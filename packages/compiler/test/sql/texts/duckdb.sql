-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "id" VARCHAR NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" VARCHAR NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" VARCHAR,
  "device" VARCHAR,
  "page" VARCHAR, -- string
  "title" VARCHAR -- string
);

-- Writes to fields of users and to consents.
CREATE TABLE "profile" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970; -1: since ever
  "id" VARCHAR NOT NULL, -- of the event that wrote it
  "field" VARCHAR NOT NULL, -- the name of the field, or consent.<purpose>
  "value" VARCHAR -- as text; null: cleared
);

-- Time zones: at [from, until) their clocks are at UTC + offset.
CREATE TABLE "zones" (
  "zone" VARCHAR NOT NULL,
  "from" BIGINT NOT NULL, -- ms since 1970
  "until" BIGINT NOT NULL, -- ms since 1970
  "offset" BIGINT NOT NULL -- ms
);

-- segment Listed: who is in at T, and since when (ms)
-- input.nudge:8
--   segment Listed { when last(View.page) over 1h in ["/a", "/b"] and last(View.title) over 1h ?? "" not in ["x"] }
WITH "View.page" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."page" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."page" IS NOT NULL)
),
"View.page, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" DESC) AS "rank"
  FROM "View.page" AS "v"
),
"View.page, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "View.page, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"View.title" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."title" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."title" IS NOT NULL)
),
"View.title, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" DESC) AS "rank"
  FROM "View.title" AS "v"
),
"View.title, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "View.title, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Listed, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "last(View.page) over 1h, at",
    CAST(NULL AS BIGINT) AS "last(View.title) over 1h, at"
  FROM "View.page" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "last(View.page) over 1h, at",
    "v"."at" AS "last(View.title) over 1h, at"
  FROM "View.title" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS BIGINT) AS "last(View.page) over 1h, at",
    CAST(NULL AS BIGINT) AS "last(View.title) over 1h, at"
  FROM "View.page" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS BIGINT) AS "last(View.page) over 1h, at",
    CAST(NULL AS BIGINT) AS "last(View.title) over 1h, at"
  FROM "View.title" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Listed, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.page) over 1h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.page) over 1h, at",
    MAX("v"."last(View.title) over 1h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.title) over 1h, at"
  FROM "Listed, changes" AS "v"
),
"Listed, found values" AS (
  SELECT
    "v".*,
    "found 1"."value" AS "last(View.page) over 1h",
    "found 2"."value" AS "last(View.title) over 1h"
  FROM "Listed, values" AS "v"
  LEFT JOIN "View.page, last" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."last(View.page) over 1h, at") AND ("found 1"."at" > ("v"."t" - 3600000))
  LEFT JOIN "View.title, last" AS "found 2" ON ("found 2"."tenant" = "v"."tenant") AND ("found 2"."user" = "v"."user") AND ("found 2"."at" = "v"."last(View.title) over 1h, at") AND ("found 2"."at" > ("v"."t" - 3600000))
),
"Listed, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(("v"."last(View.page) over 1h" IN ('/a', '/b')), FALSE) AND (COALESCE("v"."last(View.title) over 1h", '') NOT IN ('x')) AS "in"
  FROM "Listed, found values" AS "v"
),
"Listed, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Listed, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Listed" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Listed, condition" AS "v"
  LEFT JOIN "Listed, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Listed" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Listed: who is in at T
-- input.nudge:8
--   segment Listed { when last(View.page) over 1h in ["/a", "/b"] and last(View.title) over 1h ?? "" not in ["x"] }
WITH "View.page" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."page" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
    AND ("v"."page" IS NOT NULL)
),
"View.title" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."title" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
    AND ("v"."title" IS NOT NULL)
),
"Listed, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.page" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "View.title" AS "v"
),
"last(View.page) over 1h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "View.page" AS "v"
  WHERE "v"."at" > ($1 - 3600000)
),
"last(View.page) over 1h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.page) over 1h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"last(View.title) over 1h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "View.title" AS "v"
  WHERE "v"."at" > ($1 - 3600000)
),
"last(View.title) over 1h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.title) over 1h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Listed, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "last(View.page) over 1h"."value" AS "last(View.page) over 1h",
    "last(View.title) over 1h"."value" AS "last(View.title) over 1h"
  FROM "Listed, users" AS "v"
  LEFT JOIN "last(View.page) over 1h" ON ("last(View.page) over 1h"."tenant" = "v"."tenant") AND ("last(View.page) over 1h"."user" = "v"."user")
  LEFT JOIN "last(View.title) over 1h" ON ("last(View.title) over 1h"."tenant" = "v"."tenant") AND ("last(View.title) over 1h"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Listed, values" AS "v"
WHERE COALESCE(("v"."last(View.page) over 1h" IN ('/a', '/b')), FALSE)
  AND (COALESCE("v"."last(View.title) over 1h", '') NOT IN ('x'))
ORDER BY "v"."tenant", "v"."user";

-- segment Loud: who is in at T, and since when (ms)
-- input.nudge:7
--   segment Loud { when lower(last(View.title) over 1h) = "hello" and length(last(View.title) over 1h) > 2 }
WITH "View.title" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."title" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."title" IS NOT NULL)
),
"View.title, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" DESC) AS "rank"
  FROM "View.title" AS "v"
),
"View.title, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "View.title, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Loud, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", "v"."at" AS "last(View.title) over 1h, at"
  FROM "View.title" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    CAST(NULL AS BIGINT) AS "last(View.title) over 1h, at"
  FROM "View.title" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Loud, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.title) over 1h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.title) over 1h, at"
  FROM "Loud, changes" AS "v"
),
"Loud, found values" AS (
  SELECT "v".*, "found 1"."value" AS "last(View.title) over 1h"
  FROM "Loud, values" AS "v"
  LEFT JOIN "View.title, last" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."last(View.title) over 1h, at") AND ("found 1"."at" > ("v"."t" - 3600000))
),
"Loud, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(translate("v"."last(View.title) over 1h", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = 'hello', FALSE) AND COALESCE(CAST(length("v"."last(View.title) over 1h") AS BIGINT) > 2, FALSE) AS "in"
  FROM "Loud, found values" AS "v"
),
"Loud, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Loud, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Loud" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Loud, condition" AS "v"
  LEFT JOIN "Loud, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Loud" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Loud: who is in at T
-- input.nudge:7
--   segment Loud { when lower(last(View.title) over 1h) = "hello" and length(last(View.title) over 1h) > 2 }
WITH "View.title" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."title" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
    AND ("v"."title" IS NOT NULL)
),
"Loud, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.title" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"last(View.title) over 1h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "View.title" AS "v"
  WHERE "v"."at" > ($1 - 3600000)
),
"last(View.title) over 1h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.title) over 1h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Loud, values" AS (
  SELECT "v"."tenant", "v"."user", "last(View.title) over 1h"."value" AS "last(View.title) over 1h"
  FROM "Loud, users" AS "v"
  LEFT JOIN "last(View.title) over 1h" ON ("last(View.title) over 1h"."tenant" = "v"."tenant") AND ("last(View.title) over 1h"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Loud, values" AS "v"
WHERE COALESCE(translate("v"."last(View.title) over 1h", 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') = 'hello', FALSE)
  AND COALESCE(CAST(length("v"."last(View.title) over 1h") AS BIGINT) > 2, FALSE)
ORDER BY "v"."tenant", "v"."user";

-- segment Reader: who is in at T, and since when (ms)
-- input.nudge:3
--   segment Reader {
--     when count(View where page starts with "/it's" or page ends with "\\" or page contains "%") over 1h > 0
--       and count(View where page matches glob "a*b?\\*_!") over 1h > 0
--   }
WITH "View, filtered" AS (
  -- count(View where page starts with "/it's" or page ends with "\\" or page contains "%") over 1h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND (starts_with("v"."page", '/it''s') OR ends_with("v"."page", '\') OR contains("v"."page", '%'))
),
"View, filtered 2" AS (
  -- count(View where page matches glob "a*b?\\*_!") over 1h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."page" LIKE 'a%b_*!_!!' ESCAPE '!')
),
"Reader, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "count(View, filtered) over 1h",
    0 AS "count(View, filtered 2) over 1h"
  FROM "View, filtered" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "count(View, filtered) over 1h",
    1 AS "count(View, filtered 2) over 1h"
  FROM "View, filtered 2" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    (-1) AS "count(View, filtered) over 1h",
    0 AS "count(View, filtered 2) over 1h"
  FROM "View, filtered" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 3600000 AS "t",
    0 AS "count(View, filtered) over 1h",
    (-1) AS "count(View, filtered 2) over 1h"
  FROM "View, filtered 2" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Reader, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View, filtered) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View, filtered) over 1h",
    SUM("v"."count(View, filtered 2) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View, filtered 2) over 1h"
  FROM "Reader, changes" AS "v"
),
"Reader, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (CAST("v"."count(View, filtered) over 1h" AS BIGINT) > 0) AND (CAST("v"."count(View, filtered 2) over 1h" AS BIGINT) > 0) AS "in"
  FROM "Reader, values" AS "v"
),
"Reader, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Reader, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Reader" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Reader, condition" AS "v"
  LEFT JOIN "Reader, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Reader" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Reader: who is in at T
-- input.nudge:3
--   segment Reader {
--     when count(View where page starts with "/it's" or page ends with "\\" or page contains "%") over 1h > 0
--       and count(View where page matches glob "a*b?\\*_!") over 1h > 0
--   }
WITH "View, filtered" AS (
  -- count(View where page starts with "/it's" or page ends with "\\" or page contains "%") over 1h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
    AND (starts_with("v"."page", '/it''s') OR ends_with("v"."page", '\') OR contains("v"."page", '%'))
),
"View, filtered 2" AS (
  -- count(View where page matches glob "a*b?\\*_!") over 1h
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
    AND ("v"."page" LIKE 'a%b_*!_!!' ESCAPE '!')
),
"Reader, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View, filtered" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "View, filtered 2" AS "v"
),
"View, filtered, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 3600000) THEN 1 END) AS "count(View, filtered) over 1h"
  FROM "View, filtered" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"View, filtered 2, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 3600000) THEN 1 END) AS "count(View, filtered 2) over 1h"
  FROM "View, filtered 2" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Reader, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "View, filtered, totals"."count(View, filtered) over 1h",
    "View, filtered 2, totals"."count(View, filtered 2) over 1h"
  FROM "Reader, users" AS "v"
  LEFT JOIN "View, filtered, totals" ON ("View, filtered, totals"."tenant" = "v"."tenant") AND ("View, filtered, totals"."user" = "v"."user")
  LEFT JOIN "View, filtered 2, totals" ON ("View, filtered 2, totals"."tenant" = "v"."tenant") AND ("View, filtered 2, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Reader, values" AS "v"
WHERE CAST(COALESCE("v"."count(View, filtered) over 1h", 0) AS BIGINT) > 0
  AND CAST(COALESCE("v"."count(View, filtered 2) over 1h", 0) AS BIGINT) > 0
ORDER BY "v"."tenant", "v"."user";
