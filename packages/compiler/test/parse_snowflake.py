"""Reads statements as JSON from standard input, parses each as Snowflake's SQL, and prints what is wrong with it.

sqlglot falls back on `Command` for statements and on `Anonymous` for functions that it does not know: both count as wrong.
"""
import json
import sys

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError


def problems(sql: str) -> list[str]:
    try:
        trees = sqlglot.parse(sql, read="snowflake", error_level=ErrorLevel.RAISE)
    except SqlglotError as error:
        return [str(error)]
    if len(trees) != 1 or trees[0] is None:
        return [f"{len(trees)} statements in place of one"]
    tree = trees[0]
    found = []
    if not isinstance(tree, (exp.Query, exp.Create)):
        found.append(f"is read as {type(tree).__name__}")
    for node in tree.walk():
        if isinstance(node, exp.Command):
            found.append(f"is not understood: {node.sql()[:80]}")
        if isinstance(node, exp.Anonymous):
            found.append(f"{node.name} is no function of Snowflake's that sqlglot knows")
        if isinstance(node, exp.Identifier) and not node.args.get("quoted"):
            found.append(f"{node.name} is not quoted")
    return sorted(set(found))


json.dump([problems(sql) for sql in json.load(sys.stdin)], sys.stdout)
