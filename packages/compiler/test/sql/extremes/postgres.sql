-- Accepted events, built-in ones included.
CREATE TABLE "events" (
  "tenant" TEXT COLLATE "C" NOT NULL,
  "user" TEXT COLLATE "C" NOT NULL,
  "id" TEXT COLLATE "C" NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970
  "type" TEXT COLLATE "C" NOT NULL, -- the qualified name of the event, user.updated or user.consent
  "session" TEXT COLLATE "C",
  "device" TEXT COLLATE "C",
  "amount" BIGINT, -- decimal, times 10 000
  "code" TEXT COLLATE "C" -- string
);

-- Writes to fields of users and to consents.
CREATE TABLE "profile" (
  "tenant" TEXT COLLATE "C" NOT NULL,
  "user" TEXT COLLATE "C" NOT NULL,
  "at" BIGINT NOT NULL, -- ms since 1970; -1: since ever
  "id" TEXT COLLATE "C" NOT NULL, -- of the event that wrote it
  "field" TEXT COLLATE "C" NOT NULL, -- the name of the field, or consent.<purpose>
  "value" TEXT COLLATE "C" -- as text; null: cleared
);

-- Time zones: at [from, until) their clocks are at UTC + offset.
CREATE TABLE "zones" (
  "zone" TEXT COLLATE "C" NOT NULL,
  "from" BIGINT NOT NULL, -- ms since 1970
  "until" BIGINT NOT NULL, -- ms since 1970
  "offset" BIGINT NOT NULL -- ms
);

-- segment Dear: who is in at T, and since when (ms)
-- input.nudge:3
--   segment Dear { when min(Order.amount) over 24h >= 30 and max(Order.amount) ever < 900 }
WITH "Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Dear, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."value" AS "min(Order.amount) over 24h",
    "v"."value" AS "max(Order.amount) ever"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    CAST(NULL AS BIGINT) AS "min(Order.amount) over 24h",
    CAST(NULL AS BIGINT) AS "max(Order.amount) ever"
  FROM "Order.amount" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Dear, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MIN("v"."min(Order.amount) over 24h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t" RANGE BETWEEN 86399999 PRECEDING AND CURRENT ROW) AS "min(Order.amount) over 24h",
    MAX("v"."max(Order.amount) ever") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "max(Order.amount) ever"
  FROM "Dear, changes" AS "v"
),
"Dear, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE("v"."min(Order.amount) over 24h" >= 300000, FALSE) AND COALESCE("v"."max(Order.amount) ever" < 9000000, FALSE) AS "in"
  FROM "Dear, values" AS "v"
),
"Dear, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Dear, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Dear" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Dear, condition" AS "v"
  LEFT JOIN "Dear, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Dear" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Dear: who is in at T
-- input.nudge:3
--   segment Dear { when min(Order.amount) over 24h >= 30 and max(Order.amount) ever < 900 }
WITH "Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Dear, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Order.amount, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    MIN(CASE WHEN "v"."at" > (CAST($1 AS BIGINT) - 86400000) THEN "v"."value" END) AS "min(Order.amount) over 24h",
    MAX("v"."value") AS "max(Order.amount) ever"
  FROM "Order.amount" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Dear, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "Order.amount, totals"."min(Order.amount) over 24h",
    "Order.amount, totals"."max(Order.amount) ever"
  FROM "Dear, users" AS "v"
  LEFT JOIN "Order.amount, totals" ON ("Order.amount, totals"."tenant" = "v"."tenant") AND ("Order.amount, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Dear, values" AS "v"
WHERE COALESCE("v"."min(Order.amount) over 24h" >= 300000, FALSE)
  AND COALESCE("v"."max(Order.amount) ever" < 9000000, FALSE)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Latest: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Latest { when last(Order.code) over 24h = "A" and last(Order.amount) ever > 1 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."code" IS NOT NULL)
),
"Order.code, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "Order.code" AS "v"
),
"Order.code, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "Order.code, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Order.amount, last, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "Order.amount" AS "v"
),
"Order.amount, last" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "Order.amount, last, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Latest, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "last(Order.code) over 24h, at",
    CAST(NULL AS BIGINT) AS "last(Order.amount) ever, at"
  FROM "Order.code" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "last(Order.code) over 24h, at",
    "v"."at" AS "last(Order.amount) ever, at"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    CAST(NULL AS BIGINT) AS "last(Order.code) over 24h, at",
    CAST(NULL AS BIGINT) AS "last(Order.amount) ever, at"
  FROM "Order.code" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Latest, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MAX("v"."last(Order.code) over 24h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(Order.code) over 24h, at",
    MAX("v"."last(Order.amount) ever, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "last(Order.amount) ever, at"
  FROM "Latest, changes" AS "v"
),
"Latest, found values" AS (
  SELECT
    "v".*,
    "found 1"."value" AS "last(Order.code) over 24h",
    "found 2"."value" AS "last(Order.amount) ever"
  FROM "Latest, values" AS "v"
  LEFT JOIN "Order.code, last" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."last(Order.code) over 24h, at") AND ("found 1"."at" > ("v"."t" - 86400000))
  LEFT JOIN "Order.amount, last" AS "found 2" ON ("found 2"."tenant" = "v"."tenant") AND ("found 2"."user" = "v"."user") AND ("found 2"."at" = "v"."last(Order.amount) ever, at")
),
"Latest, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE("v"."last(Order.code) over 24h" = 'A', FALSE) AND COALESCE("v"."last(Order.amount) ever" > 10000, FALSE) AS "in"
  FROM "Latest, found values" AS "v"
),
"Latest, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Latest, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Latest" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Latest, condition" AS "v"
  LEFT JOIN "Latest, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Latest" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Latest: who is in at T
-- input.nudge:5
--   segment Latest { when last(Order.code) over 24h = "A" and last(Order.amount) ever > 1 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 86400000)
    AND ("v"."code" IS NOT NULL)
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Latest, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.code" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
),
"last(Order.code) over 24h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "Order.code" AS "v"
  WHERE "v"."at" > (CAST($1 AS BIGINT) - 86400000)
),
"last(Order.code) over 24h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(Order.code) over 24h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"last(Order.amount) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at" DESC, "v"."id" COLLATE "C" DESC) AS "rank"
  FROM "Order.amount" AS "v"
),
"last(Order.amount) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "last(Order.amount) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Latest, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "last(Order.code) over 24h"."value" AS "last(Order.code) over 24h",
    "last(Order.amount) ever"."value" AS "last(Order.amount) ever"
  FROM "Latest, users" AS "v"
  LEFT JOIN "last(Order.code) over 24h" ON ("last(Order.code) over 24h"."tenant" = "v"."tenant") AND ("last(Order.code) over 24h"."user" = "v"."user")
  LEFT JOIN "last(Order.amount) ever" ON ("last(Order.amount) ever"."tenant" = "v"."tenant") AND ("last(Order.amount) ever"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Latest, values" AS "v"
WHERE COALESCE("v"."last(Order.code) over 24h" = 'A', FALSE)
  AND COALESCE("v"."last(Order.amount) ever" > 10000, FALSE)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Starter: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Starter { when first(Order.code) over 24h = "A" and first(Order.amount) ever > 1 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."code" IS NOT NULL)
),
"Order.code, first, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" COLLATE "C") AS "rank"
  FROM "Order.code" AS "v"
),
"Order.code, first" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "Order.code, first, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Order.amount, first, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user", "v"."at" ORDER BY "v"."id" COLLATE "C") AS "rank"
  FROM "Order.amount" AS "v"
),
"Order.amount, first" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."value"
  FROM "Order.amount, first, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Starter, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    "v"."at" AS "first(Order.code) over 24h, at",
    CAST(NULL AS BIGINT) AS "first(Order.amount) ever, at"
  FROM "Order.code" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" AS "t",
    CAST(NULL AS BIGINT) AS "first(Order.code) over 24h, at",
    "v"."at" AS "first(Order.amount) ever, at"
  FROM "Order.amount" AS "v"
  UNION ALL
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."at" + 86400000 AS "t",
    CAST(NULL AS BIGINT) AS "first(Order.code) over 24h, at",
    CAST(NULL AS BIGINT) AS "first(Order.amount) ever, at"
  FROM "Order.code" AS "v"
  WHERE ("v"."at" + 86400000) <= CAST($1 AS BIGINT)
),
"Starter, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    MIN("v"."first(Order.code) over 24h, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t" RANGE BETWEEN 86399999 PRECEDING AND CURRENT ROW) AS "first(Order.code) over 24h, at",
    MIN("v"."first(Order.amount) ever, at") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "first(Order.amount) ever, at"
  FROM "Starter, changes" AS "v"
),
"Starter, found values" AS (
  SELECT
    "v".*,
    "found 1"."value" AS "first(Order.code) over 24h",
    "found 2"."value" AS "first(Order.amount) ever"
  FROM "Starter, values" AS "v"
  LEFT JOIN "Order.code, first" AS "found 1" ON ("found 1"."tenant" = "v"."tenant") AND ("found 1"."user" = "v"."user") AND ("found 1"."at" = "v"."first(Order.code) over 24h, at") AND ("found 1"."at" > ("v"."t" - 86400000))
  LEFT JOIN "Order.amount, first" AS "found 2" ON ("found 2"."tenant" = "v"."tenant") AND ("found 2"."user" = "v"."user") AND ("found 2"."at" = "v"."first(Order.amount) ever, at")
),
"Starter, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    COALESCE("v"."first(Order.code) over 24h" = 'A', FALSE) AND COALESCE("v"."first(Order.amount) ever" > 10000, FALSE) AS "in"
  FROM "Starter, found values" AS "v"
),
"Starter, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Starter, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Starter" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Starter, condition" AS "v"
  LEFT JOIN "Starter, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Starter" AS "v"
WHERE "v"."since" <= CAST($1 AS BIGINT)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";

-- segment Starter: who is in at T
-- input.nudge:4
--   segment Starter { when first(Order.code) over 24h = "A" and first(Order.amount) ever > 1 }
WITH "Order.code" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."code" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND "v"."at" > (CAST($1 AS BIGINT) - 86400000)
    AND ("v"."code" IS NOT NULL)
),
"Order.amount" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id", "v"."amount" AS "value"
  FROM "events" AS "v"
  WHERE "v"."type" = 'Order'
    AND "v"."at" <= CAST($1 AS BIGINT)
    AND ("v"."amount" IS NOT NULL)
),
"Starter, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "Order.code" AS "v"
  UNION
  SELECT "v"."tenant", "v"."user"
  FROM "Order.amount" AS "v"
),
"first(Order.code) over 24h, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at", "v"."id" COLLATE "C") AS "rank"
  FROM "Order.code" AS "v"
  WHERE "v"."at" > (CAST($1 AS BIGINT) - 86400000)
),
"first(Order.code) over 24h" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "first(Order.code) over 24h, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"first(Order.amount) ever, ranked" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."value",
    ROW_NUMBER() OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."at", "v"."id" COLLATE "C") AS "rank"
  FROM "Order.amount" AS "v"
),
"first(Order.amount) ever" AS (
  SELECT "v"."tenant", "v"."user", "v"."value"
  FROM "first(Order.amount) ever, ranked" AS "v"
  WHERE "v"."rank" = 1
),
"Starter, values" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "first(Order.code) over 24h"."value" AS "first(Order.code) over 24h",
    "first(Order.amount) ever"."value" AS "first(Order.amount) ever"
  FROM "Starter, users" AS "v"
  LEFT JOIN "first(Order.code) over 24h" ON ("first(Order.code) over 24h"."tenant" = "v"."tenant") AND ("first(Order.code) over 24h"."user" = "v"."user")
  LEFT JOIN "first(Order.amount) ever" ON ("first(Order.amount) ever"."tenant" = "v"."tenant") AND ("first(Order.amount) ever"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Starter, values" AS "v"
WHERE COALESCE("v"."first(Order.code) over 24h" = 'A', FALSE)
  AND COALESCE("v"."first(Order.amount) ever" > 10000, FALSE)
ORDER BY "v"."tenant" COLLATE "C", "v"."user" COLLATE "C";
