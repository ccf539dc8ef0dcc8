import { expect, test } from 'vitest';
import { reportJunit } from './report-junit.ts';
import type { TestResult } from './test-result.ts';

const file = { path: 'a&b.nudge', text: 'test "x" {\n  expect ann in S\n}\n' };
const span = { file: file.path, start: 0, end: 30 };

test('JUnit XML: a suite for each file, and nothing that XML cannot hold', () => {
  const failure = {
    span: { ...span, start: 13, end: 28 },
    expected: 'ann in `S`',
    happened: ['"<\u0000\u001b]]>&\ud800"'],
    user: 'ann',
    timeline: [{ atMs: 0, kind: 'does' as const, text: 'Order' }],
  };
  const results: TestResult[] = [
    { title: 'a "quoted"\ntitle', module: '', file, span, elapsedMs: 1.5 },
    { title: 'fails', module: 'shop', file, span, elapsedMs: 2, failure },
  ];
  expect(reportJunit(results)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" time="0.004">
  <testsuite name="a&amp;b.nudge" tests="2" failures="1" errors="0" time="0.004">
    <testcase name="a &quot;quoted&quot;&#10;title" classname="a&amp;b.nudge" file="a&amp;b.nudge" line="1" time="0.002"/>
    <testcase name="fails" classname="shop" file="a&amp;b.nudge" line="2" time="0.002">
      <failure type="expectation" message="expected ann in \`S\`">expected: ann in \`S\`
happened: "&lt;\ufffd\ufffd]]&gt;&amp;\ufffd"
1970-01-01T00:00:00.000Z ann does Order</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});
