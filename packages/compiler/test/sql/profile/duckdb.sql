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

-- segment German: who is in at T, and since when (ms)
-- input.nudge:11
--   segment German { when user.country = "DE" and did View within 24h }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
),
"user.country, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'country'
    AND "v"."at" <= $1
),
"user.country" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.country, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"German, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    1 AS "count(View) over 24h",
    CAST(NULL AS BIGINT) AS "user.country at"
  FROM "View" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    (-1) AS "count(View) over 24h",
    CAST(NULL AS BIGINT) AS "user.country at"
  FROM "View" AS "v"
  WHERE ("v"."at" + 86400000) <= $1
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    0 AS "count(View) over 24h",
    "v"."at" AS "user.country at"
  FROM "user.country" AS "v"
),
"German, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 24h",
    MAX("v"."user.country at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.country at"
  FROM "German, changes" AS "v"
),
"German, found values" AS (
  SELECT "v".*, "found 1"."value" AS "user.country"
  FROM "German, values" AS "v"
  LEFT JOIN "user.country" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."user.country at")
  WHERE "v"."t" >= 0
),
"German, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE("v"."user.country" = 'DE', FALSE) AND (CAST("v"."count(View) over 24h" AS BIGINT) >= 1) AS "in"
  FROM "German, found values" AS "v"
),
"German, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "German, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"German" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "German, condition" AS "v"
  LEFT JOIN "German, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "German" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment German: who is in at T
-- input.nudge:11
--   segment German { when user.country = "DE" and did View within 24h }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 86400000)
),
"German, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"View, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 86400000) THEN 1 END) AS "count(View) over 24h"
  FROM "View" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"user.country, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'country'
    AND "v"."at" <= $1
),
"user.country" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.country, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"German, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "View, totals"."count(View) over 24h",
    "user.country"."value" AS "user.country"
  FROM "German, users" AS "v"
  LEFT JOIN "View, totals" ON ("View, totals"."tenant" = "v"."tenant") AND ("View, totals"."user" = "v"."user")
  LEFT JOIN "user.country" ON ("user.country"."tenant" = "v"."tenant") AND ("user.country"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "German, values" AS "v"
WHERE COALESCE("v"."user.country" = 'DE', FALSE)
  AND CAST(COALESCE("v"."count(View) over 24h", 0) AS BIGINT) >= 1
ORDER BY "v"."tenant", "v"."user";

-- segment Paying: who is in at T, and since when (ms)
-- input.nudge:12
--   segment Paying { when user.plan = pro or user.vip }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.plan, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'plan'
    AND "v"."at" <= $1
),
"user.plan" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.plan, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.vip, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'vip'
    AND "v"."at" <= $1
),
"user.vip" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.vip, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Paying, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "user.plan at",
    CAST(NULL AS BIGINT) AS "user.vip at"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "user.plan at",
    CAST(NULL AS BIGINT) AS "user.vip at"
  FROM "user.plan" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "user.plan at",
    "v"."at" AS "user.vip at"
  FROM "user.vip" AS "v"
),
"Paying, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."user.plan at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.plan at",
    MAX("v"."user.vip at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.vip at"
  FROM "Paying, changes" AS "v"
),
"Paying, found values" AS (
  SELECT "v".*, "found 1"."value" AS "user.plan", "found 2"."value" AS "user.vip"
  FROM "Paying, values" AS "v"
  LEFT JOIN "user.plan" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."user.plan at")
  LEFT JOIN "user.vip" AS "found 2" ON ("found 2"."tenant" = "v"."tenant") AND ("found 2"."user" = "v"."user") AND ("found 2"."at" = "v"."user.vip at")
  WHERE "v"."t" >= 0
),
"Paying, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (COALESCE("v"."user.plan", 'free') = 'pro') OR COALESCE("v"."user.vip" = 'true', FALSE) AS "in"
  FROM "Paying, found values" AS "v"
),
"Paying, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Paying, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Paying" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Paying, condition" AS "v"
  LEFT JOIN "Paying, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Paying" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Paying: who is in at T
-- input.nudge:12
--   segment Paying { when user.plan = pro or user.vip }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.plan, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'plan'
    AND "v"."at" <= $1
),
"user.plan" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.plan, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.vip, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'vip'
    AND "v"."at" <= $1
),
"user.vip" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.vip, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Paying, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "user.plan"."value" AS "user.plan",
    "user.vip"."value" AS "user.vip"
  FROM "everyone" AS "v"
  LEFT JOIN "user.plan" ON ("user.plan"."tenant" = "v"."tenant") AND ("user.plan"."user" = "v"."user")
  LEFT JOIN "user.vip" ON ("user.vip"."tenant" = "v"."tenant") AND ("user.vip"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Paying, values" AS "v"
WHERE ((COALESCE("v"."user.plan", 'free') = 'pro') OR COALESCE("v"."user.vip" = 'true', FALSE))
ORDER BY "v"."tenant", "v"."user";

-- segment Tagged: who is in at T, and since when (ms)
-- input.nudge:13
--   segment Tagged { when "a" in user.tags and user.age ?? 0 > 17 and user.limit < 50.5 }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.tags, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'tags'
    AND "v"."at" <= $1
),
"user.tags" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.tags, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.age, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'age'
    AND "v"."at" <= $1
),
"user.age" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.age, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.limit, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'limit'
    AND "v"."at" <= $1
),
"user.limit" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "user.limit, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Tagged, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "user.tags at",
    CAST(NULL AS BIGINT) AS "user.age at",
    CAST(NULL AS BIGINT) AS "user.limit at"
  FROM "everyone" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "user.tags at",
    CAST(NULL AS BIGINT) AS "user.age at",
    CAST(NULL AS BIGINT) AS "user.limit at"
  FROM "user.tags" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "user.tags at",
    "v"."at" AS "user.age at",
    CAST(NULL AS BIGINT) AS "user.limit at"
  FROM "user.age" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "user.tags at",
    CAST(NULL AS BIGINT) AS "user.age at",
    "v"."at" AS "user.limit at"
  FROM "user.limit" AS "v"
),
"Tagged, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."user.tags at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.tags at",
    MAX("v"."user.age at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.age at",
    MAX("v"."user.limit at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "user.limit at"
  FROM "Tagged, changes" AS "v"
),
"Tagged, found values" AS (
  SELECT
    "v".*,
    "found 1"."value" AS "user.tags",
    "found 2"."value" AS "user.age",
    "found 3"."value" AS "user.limit"
  FROM "Tagged, values" AS "v"
  LEFT JOIN "user.tags" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."user.tags at")
  LEFT JOIN "user.age" AS "found 2" ON ("found 2"."tenant" = "v"."tenant") AND ("found 2"."user" = "v"."user") AND ("found 2"."at" = "v"."user.age at")
  LEFT JOIN "user.limit" AS "found 3" ON ("found 3"."tenant" = "v"."tenant") AND ("found 3"."user" = "v"."user") AND ("found 3"."at" = "v"."user.limit at")
  WHERE "v"."t" >= 0
),
"Tagged, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE(list_contains(from_json("v"."user.tags", '["VARCHAR"]'), 'a'), FALSE) AND (COALESCE(CAST("v"."user.age" AS BIGINT), 0) > 17) AND (COALESCE(CAST("v"."user.limit" AS BIGINT), 100000) < 505000) AS "in"
  FROM "Tagged, found values" AS "v"
),
"Tagged, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Tagged, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Tagged" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Tagged, condition" AS "v"
  LEFT JOIN "Tagged, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Tagged" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Tagged: who is in at T
-- input.nudge:13
--   segment Tagged { when "a" in user.tags and user.age ?? 0 > 17 and user.limit < 50.5 }
WITH "everyone" AS (
  -- every user from their first event on
  SELECT "v"."tenant", "v"."user", MIN("v"."at") AS "at"
  FROM "events" AS "v"
  WHERE "v"."at" <= $1
  GROUP BY "v"."tenant", "v"."user"
),
"user.tags, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'tags'
    AND "v"."at" <= $1
),
"user.tags" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.tags, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.age, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'age'
    AND "v"."at" <= $1
),
"user.age" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.age, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"user.limit, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" DESC) AS "rank"
  FROM "profile" AS "v"
  WHERE "v"."field" = 'limit'
    AND "v"."at" <= $1
),
"user.limit" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "user.limit, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Tagged, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "user.tags"."value" AS "user.tags",
    "user.age"."value" AS "user.age",
    "user.limit"."value" AS "user.limit"
  FROM "everyone" AS "v"
  LEFT JOIN "user.tags" ON ("user.tags"."tenant" = "v"."tenant") AND ("user.tags"."user" = "v"."user")
  LEFT JOIN "user.age" ON ("user.age"."tenant" = "v"."tenant") AND ("user.age"."user" = "v"."user")
  LEFT JOIN "user.limit" ON ("user.limit"."tenant" = "v"."tenant") AND ("user.limit"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Tagged, values" AS "v"
WHERE COALESCE(list_contains(from_json("v"."user.tags", '["VARCHAR"]'), 'a'), FALSE)
  AND COALESCE(CAST("v"."user.age" AS BIGINT), 0) > 17
  AND COALESCE(CAST("v"."user.limit" AS BIGINT), 100000) < 505000
ORDER BY "v"."tenant", "v"."user";
