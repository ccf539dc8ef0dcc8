-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" VARCHAR NOT NULL,
  "user" VARCHAR NOT NULL,
  "id" VARCHAR NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" VARCHAR NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" VARCHAR,
  "device" VARCHAR
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

-- segment Monday: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Monday { when weekday(last(View.at) ever, user.zone) = 1 }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."at" IS NOT NULL)
),
"user.zone, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'zone'
    AND "v"."at" <= $1
),
"user.zone" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.zone, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Monday, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "last(View.at) ever, at",
    CAST(NULL AS BIGINT) AS "user.zone at"
  FROM "View.at" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "last(View.at) ever, at",
    "v"."at" AS "user.zone at"
  FROM "user.zone" AS "v"
),
"Monday, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.at) ever, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.at) ever, at",
    MAX("v"."user.zone at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.zone at"
  FROM "Monday, changes" AS "v"
),
"Monday, found values" AS (
  SELECT "v".*, "found 1"."value" AS "user.zone"
  FROM "Monday, values" AS "v"
  LEFT JOIN "user.zone" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."user.zone at")
  WHERE "v"."t" >= 0
),
"Monday, found values, step 1" AS (
  SELECT "v".*, COALESCE("v"."user.zone", 'UTC') AS "step 1"
  FROM "Monday, found values" AS "v"
),
"Monday, found values, step 2" AS (
  SELECT "v".*, "zone step 2"."offset" AS "step 2"
  FROM "Monday, found values, step 1" AS "v"
  LEFT JOIN "zones" AS "zone step 2" ON ("zone step 2"."zone" = "v"."step 1") AND ("zone step 2"."from" <= CASE WHEN "v"."last(View.at) ever, at" < 16725225600000 THEN "v"."last(View.at) ever, at" ELSE (("v"."last(View.at) ever, at" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 2"."until" > CASE WHEN "v"."last(View.at) ever, at" < 16725225600000 THEN "v"."last(View.at) ever, at" ELSE (("v"."last(View.at) ever, at" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"Monday, found values, step 3" AS (
  SELECT
    "v".*,
    ((("v"."last(View.at) ever, at" + 2419200000) + "v"."step 2") // 86400000) AS "step 3"
  FROM "Monday, found values, step 2" AS "v"
),
"Monday, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(CAST((("v"."step 3" + 3) % 7) + 1 AS BIGINT) = 1, FALSE) AS "in"
  FROM "Monday, found values, step 3" AS "v"
),
"Monday, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Monday, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Monday" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Monday, condition" AS "v"
  LEFT JOIN "Monday, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Monday" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Monday: who is in at T
-- input.nudge:4
--   segment Monday { when weekday(last(View.at) ever, user.zone) = 1 }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."at" IS NOT NULL)
),
"Monday, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.at" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"last(View.at) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "View.at" AS "v"
),
"last(View.at) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.at) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.zone, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'zone'
    AND "v"."at" <= $1
),
"user.zone" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.zone, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Monday, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "last(View.at) ever"."value" AS "last(View.at) ever",
    "user.zone"."value" AS "user.zone"
  FROM "Monday, users" AS "v"
  LEFT JOIN "last(View.at) ever" ON ("last(View.at) ever"."tenant" = "v"."tenant") AND ("last(View.at) ever"."user" = "v"."user")
  LEFT JOIN "user.zone" ON ("user.zone"."tenant" = "v"."tenant") AND ("user.zone"."user" = "v"."user")
),
"Monday, values, step 1" AS (
  SELECT "v".*, COALESCE("v"."user.zone", 'UTC') AS "step 1"
  FROM "Monday, values" AS "v"
),
"Monday, values, step 2" AS (
  SELECT "v".*, "zone step 2"."offset" AS "step 2"
  FROM "Monday, values, step 1" AS "v"
  LEFT JOIN "zones" AS "zone step 2" ON ("zone step 2"."zone" = "v"."step 1") AND ("zone step 2"."from" <= CASE WHEN "v"."last(View.at) ever" < 16725225600000 THEN "v"."last(View.at) ever" ELSE (("v"."last(View.at) ever" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 2"."until" > CASE WHEN "v"."last(View.at) ever" < 16725225600000 THEN "v"."last(View.at) ever" ELSE (("v"."last(View.at) ever" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"Monday, values, step 3" AS (
  SELECT "v".*, ((("v"."last(View.at) ever" + 2419200000) + "v"."step 2") // 86400000) AS "step 3"
  FROM "Monday, values, step 2" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "Monday, values, step 3" AS "v"
WHERE COALESCE(CAST((("v"."step 3" + 3) % 7) + 1 AS BIGINT) = 1, FALSE)
ORDER BY "v"."tenant", "v"."user";

-- segment ThatDay: who is in at T, and since when (ms)
-- input.nudge:5
--   segment ThatDay { when date(last(View.at) ever, "Asia/Tokyo") = "2026-03-02" and hour(last(View.at) ever, "UTC") < 12 }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."at" IS NOT NULL)
),
"ThatDay, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", "v"."at" AS "last(View.at) ever, at"
  FROM "View.at" AS "v"
),
"ThatDay, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(View.at) ever, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(View.at) ever, at"
  FROM "ThatDay, changes" AS "v"
),
"ThatDay, values, step 1" AS (
  SELECT
    "v".*,
    "zone step 1"."offset" AS "step 1",
    ((("v"."last(View.at) ever, at" + 2419200000) + 0) % 86400000) AS "step 3"
  FROM "ThatDay, values" AS "v"
  LEFT JOIN "zones" AS "zone step 1" ON ("zone step 1"."zone" = 'Asia/Tokyo') AND ("zone step 1"."from" <= CASE WHEN "v"."last(View.at) ever, at" < 16725225600000 THEN "v"."last(View.at) ever, at" ELSE (("v"."last(View.at) ever, at" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 1"."until" > CASE WHEN "v"."last(View.at) ever, at" < 16725225600000 THEN "v"."last(View.at) ever, at" ELSE (("v"."last(View.at) ever, at" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"ThatDay, values, step 2" AS (
  SELECT
    "v".*,
    CAST(((("v"."last(View.at) ever, at" + 2419200000) + "v"."step 1") // 86400000) AS BIGINT) AS "step 2"
  FROM "ThatDay, values, step 1" AS "v"
),
"ThatDay, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(strftime(DATE '1970-01-01' + CAST(("v"."step 2" - 28) AS INTEGER), '%Y-%m-%d') = '2026-03-02', FALSE) AND COALESCE(CAST(("v"."step 3" // 3600000) AS BIGINT) < 12, FALSE) AS "in"
  FROM "ThatDay, values, step 2" AS "v"
),
"ThatDay, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "ThatDay, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"ThatDay" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "ThatDay, condition" AS "v"
  LEFT JOIN "ThatDay, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "ThatDay" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment ThatDay: who is in at T
-- input.nudge:5
--   segment ThatDay { when date(last(View.at) ever, "Asia/Tokyo") = "2026-03-02" and hour(last(View.at) ever, "UTC") < 12 }
WITH "View.at" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."at" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND ("v"."at" IS NOT NULL)
),
"ThatDay, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View.at" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"last(View.at) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "View.at" AS "v"
),
"last(View.at) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(View.at) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"ThatDay, values" AS (
  SELECT "v"."tenant", "v"."user", "last(View.at) ever"."value" AS "last(View.at) ever"
  FROM "ThatDay, users" AS "v"
  LEFT JOIN "last(View.at) ever" ON ("last(View.at) ever"."tenant" = "v"."tenant") AND ("last(View.at) ever"."user" = "v"."user")
),
"ThatDay, values, step 1" AS (
  SELECT
    "v".*,
    "zone step 1"."offset" AS "step 1",
    ((("v"."last(View.at) ever" + 2419200000) + 0) % 86400000) AS "step 3"
  FROM "ThatDay, values" AS "v"
  LEFT JOIN "zones" AS "zone step 1" ON ("zone step 1"."zone" = 'Asia/Tokyo') AND ("zone step 1"."from" <= CASE WHEN "v"."last(View.at) ever" < 16725225600000 THEN "v"."last(View.at) ever" ELSE (("v"."last(View.at) ever" - 4102444800000) % 12622780800000) + 4102444800000 END) AND ("zone step 1"."until" > CASE WHEN "v"."last(View.at) ever" < 16725225600000 THEN "v"."last(View.at) ever" ELSE (("v"."last(View.at) ever" - 4102444800000) % 12622780800000) + 4102444800000 END)
),
"ThatDay, values, step 2" AS (
  SELECT
    "v".*,
    CAST(((("v"."last(View.at) ever" + 2419200000) + "v"."step 1") // 86400000) AS BIGINT) AS "step 2"
  FROM "ThatDay, values, step 1" AS "v"
)
SELECT "v"."tenant", "v"."user"
FROM "ThatDay, values, step 2" AS "v"
WHERE COALESCE(strftime(DATE '1970-01-01' + CAST(("v"."step 2" - 28) AS INTEGER), '%Y-%m-%d') = '2026-03-02', FALSE)
  AND COALESCE(CAST(("v"."step 3" // 3600000) AS BIGINT) < 12, FALSE)
ORDER BY "v"."tenant", "v"."user";
