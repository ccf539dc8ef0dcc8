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

-- segment Active: who is in at T, and since when (ms)
-- input.nudge:3
--   segment Active { when count(View) over 1h >= 2 }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
),
"Active, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(View) over 1h"
  FROM "View" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 3600000 AS "t", (-1) AS "count(View) over 1h"
  FROM "View" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Active, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 1h"
  FROM "Active, changes" AS "v"
),
"Active, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", CAST("v"."count(View) over 1h" AS BIGINT) >= 2 AS "in"
  FROM "Active, values" AS "v"
),
"Active, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Active, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Active" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") AS "since"
  FROM "Active, condition" AS "v"
  LEFT JOIN "Active, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Active" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Active: who is in at T
-- input.nudge:3
--   segment Active { when count(View) over 1h >= 2 }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 3600000)
),
"Active, users" AS (
  -- nobody else can be in it
  SELECT "v"."tenant", "v"."user"
  FROM "View" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"View, totals" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    COUNT(CASE WHEN "v"."at" > ($1 - 3600000) THEN 1 END) AS "count(View) over 1h"
  FROM "View" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Active, values" AS (
  SELECT "v"."tenant", "v"."user", "View, totals"."count(View) over 1h"
  FROM "Active, users" AS "v"
  LEFT JOIN "View, totals" ON ("View, totals"."tenant" = "v"."tenant") AND ("View, totals"."user" = "v"."user")
)
SELECT "v"."tenant", "v"."user"
FROM "Active, values" AS "v"
WHERE CAST(COALESCE("v"."count(View) over 1h", 0) AS BIGINT) >= 2
ORDER BY "v"."tenant", "v"."user";

-- segment Restless: who is in at T, and since when (ms)
-- input.nudge:5
--   segment Restless { when not Settled and Active for 5m }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
),
"Active, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(View) over 1h"
  FROM "View" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 3600000 AS "t", (-1) AS "count(View) over 1h"
  FROM "View" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Active, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 1h"
  FROM "Active, changes" AS "v"
),
"Active, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", CAST("v"."count(View) over 1h" AS BIGINT) >= 2 AS "in"
  FROM "Active, values" AS "v"
),
"Active, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Active, condition" AS "v"
),
"Active, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Active, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Active" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" AS "since", "v"."until"
  FROM "Active, edges" AS "v"
  WHERE "v"."in"
),
"Settled, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Settled, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active"
  FROM "Settled, changes" AS "v"
),
"Settled, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", "v"."in Active" > 0 AS "in"
  FROM "Settled, values" AS "v"
),
"Settled, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Settled, condition" AS "v"
),
"Settled, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Settled, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Settled" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" + 600000 AS "since", "v"."until"
  FROM "Settled, edges" AS "v"
  WHERE "v"."in"
    AND ("v"."t" + 600000) <= $1
    AND (("v"."until" IS NULL) OR (("v"."until" - "v"."t") > 600000))
),
"Restless, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Settled", 0 AS "in Active"
  FROM "Settled" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Settled", 0 AS "in Active"
  FROM "Settled" AS "v"
  WHERE ("v"."until" IS NOT NULL)
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 0 AS "in Settled", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", 0 AS "in Settled", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Restless, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Settled") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Settled",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active"
  FROM "Restless, changes" AS "v"
),
"Restless, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (NOT ("v"."in Settled" > 0)) AND ("v"."in Active" > 0) AS "in"
  FROM "Restless, values" AS "v"
),
"Restless, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Restless, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Restless" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 300000 AS "since"
  FROM "Restless, condition" AS "v"
  LEFT JOIN "Restless, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Restless" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Restless: who is in at T
-- input.nudge:5
--   segment Restless { when not Settled and Active for 5m }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 4500000)
),
"Active, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(View) over 1h"
  FROM "View" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 3600000 AS "t", (-1) AS "count(View) over 1h"
  FROM "View" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Active, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 1h",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Active, changes" AS "v"
),
"Active, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", ($1 - 900000)) AS "t",
    "v"."count(View) over 1h",
    "v"."next"
  FROM "Active, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > ($1 - 900000)))
),
"Active, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", CAST("v"."count(View) over 1h" AS BIGINT) >= 2 AS "in"
  FROM "Active, lately" AS "v"
),
"Active, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Active, condition" AS "v"
),
"Active, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Active, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Active" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" AS "since", "v"."until"
  FROM "Active, edges" AS "v"
  WHERE "v"."in"
),
"Settled, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Settled, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Settled, changes" AS "v"
),
"Settled, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", ($1 - 900000)) AS "t",
    "v"."in Active",
    "v"."next"
  FROM "Settled, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > ($1 - 900000)))
),
"Settled, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", "v"."in Active" > 0 AS "in"
  FROM "Settled, lately" AS "v"
),
"Settled, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Settled, condition" AS "v"
),
"Settled, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Settled, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Settled" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" + 600000 AS "since", "v"."until"
  FROM "Settled, edges" AS "v"
  WHERE "v"."in"
    AND ("v"."t" + 600000) <= $1
    AND (("v"."until" IS NULL) OR (("v"."until" - "v"."t") > 600000))
),
"Restless, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Settled", 0 AS "in Active"
  FROM "Settled" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Settled", 0 AS "in Active"
  FROM "Settled" AS "v"
  WHERE ("v"."until" IS NOT NULL)
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 0 AS "in Settled", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", 0 AS "in Settled", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Restless, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Settled") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Settled",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Restless, changes" AS "v"
),
"Restless, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", ($1 - 300000)) AS "t",
    "v"."in Settled",
    "v"."in Active",
    "v"."next"
  FROM "Restless, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > ($1 - 300000)))
),
"Restless, condition" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    (NOT ("v"."in Settled" > 0)) AND ("v"."in Active" > 0) AS "in"
  FROM "Restless, lately" AS "v"
),
"Restless, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Restless, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Restless" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 300000 AS "since"
  FROM "Restless, condition" AS "v"
  LEFT JOIN "Restless, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user"
FROM "Restless" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Settled: who is in at T, and since when (ms)
-- input.nudge:4
--   segment Settled { when Active for 10m }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
),
"Active, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(View) over 1h"
  FROM "View" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 3600000 AS "t", (-1) AS "count(View) over 1h"
  FROM "View" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Active, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 1h"
  FROM "Active, changes" AS "v"
),
"Active, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", CAST("v"."count(View) over 1h" AS BIGINT) >= 2 AS "in"
  FROM "Active, values" AS "v"
),
"Active, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Active, condition" AS "v"
),
"Active, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Active, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Active" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" AS "since", "v"."until"
  FROM "Active, edges" AS "v"
  WHERE "v"."in"
),
"Settled, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Settled, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active"
  FROM "Settled, changes" AS "v"
),
"Settled, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", "v"."in Active" > 0 AS "in"
  FROM "Settled, values" AS "v"
),
"Settled, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Settled, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Settled" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 600000 AS "since"
  FROM "Settled, condition" AS "v"
  LEFT JOIN "Settled, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user", "v"."since"
FROM "Settled" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";

-- segment Settled: who is in at T
-- input.nudge:4
--   segment Settled { when Active for 10m }
WITH "View" AS (
  SELECT "v"."tenant", "v"."user", "v"."at", "v"."id"
  FROM "events" AS "v"
  WHERE "v"."type" = 'View'
    AND "v"."at" <= $1
    AND "v"."at" > ($1 - 4200000)
),
"Active, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."at" AS "t", 1 AS "count(View) over 1h"
  FROM "View" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."at" + 3600000 AS "t", (-1) AS "count(View) over 1h"
  FROM "View" AS "v"
  WHERE ("v"."at" + 3600000) <= $1
),
"Active, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."count(View) over 1h") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "count(View) over 1h",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Active, changes" AS "v"
),
"Active, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", ($1 - 600000)) AS "t",
    "v"."count(View) over 1h",
    "v"."next"
  FROM "Active, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > ($1 - 600000)))
),
"Active, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", CAST("v"."count(View) over 1h" AS BIGINT) >= 2 AS "in"
  FROM "Active, lately" AS "v"
),
"Active, compared" AS (
  SELECT
    "v".*,
    LAG("v"."in") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "was"
  FROM "Active, condition" AS "v"
),
"Active, edges" AS (
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    "v"."in",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "until"
  FROM "Active, compared" AS "v"
  WHERE (("v"."in" AND (("v"."was" IS NULL) OR (NOT "v"."was"))) OR ((NOT "v"."in") AND "v"."was"))
),
"Active" AS (
  -- when who was in it
  SELECT "v"."tenant", "v"."user", "v"."t" AS "since", "v"."until"
  FROM "Active, edges" AS "v"
  WHERE "v"."in"
),
"Settled, changes" AS (
  -- instants at which something that it reads changes, and by how much
  SELECT "v"."tenant", "v"."user", "v"."since" AS "t", 1 AS "in Active"
  FROM "Active" AS "v"
  UNION ALL
  SELECT "v"."tenant", "v"."user", "v"."until" AS "t", (-1) AS "in Active"
  FROM "Active" AS "v"
  WHERE ("v"."until" IS NOT NULL)
),
"Settled, values" AS (
  -- the same instants with the values from there on
  SELECT
    "v"."tenant",
    "v"."user",
    "v"."t",
    SUM("v"."in Active") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "in Active",
    LEAD("v"."t") OVER (PARTITION BY "v"."tenant", "v"."user" ORDER BY "v"."t") AS "next"
  FROM "Settled, changes" AS "v"
),
"Settled, lately" AS (
  -- only what can still matter at T; the last row before that stands for all before
  SELECT
    "v"."tenant",
    "v"."user",
    GREATEST("v"."t", ($1 - 600000)) AS "t",
    "v"."in Active",
    "v"."next"
  FROM "Settled, values" AS "v"
  WHERE (("v"."next" IS NULL) OR ("v"."next" > ($1 - 600000)))
),
"Settled, condition" AS (
  SELECT "v"."tenant", "v"."user", "v"."t", "v"."in Active" > 0 AS "in"
  FROM "Settled, lately" AS "v"
),
"Settled, last out" AS (
  SELECT "v"."tenant", "v"."user", MAX(CASE WHEN (NOT "v"."in") THEN "v"."t" END) AS "out"
  FROM "Settled, condition" AS "v"
  GROUP BY "v"."tenant", "v"."user"
),
"Settled" AS (
  -- who is in it, and since when
  SELECT "v"."tenant", "v"."user", MIN("v"."t") + 600000 AS "since"
  FROM "Settled, condition" AS "v"
  LEFT JOIN "Settled, last out" AS "last" ON ("last"."tenant" = "v"."tenant") AND ("last"."user" = "v"."user")
  WHERE "v"."in"
    AND (("last"."out" IS NULL) OR ("v"."t" > "last"."out"))
  GROUP BY "v"."tenant", "v"."user"
)
SELECT "v"."tenant", "v"."user"
FROM "Settled" AS "v"
WHERE "v"."since" <= $1
ORDER BY "v"."tenant", "v"."user";
