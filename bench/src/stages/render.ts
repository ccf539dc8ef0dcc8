import { type Bundle, type Effect, effectLine, type TemplateSpec } from '@nudge/engine';
// Not for anybody outside the engine; by its place, so that it can be timed by itself.
import { renderTemplate } from '../../../packages/engine/src/step/render.ts';
import type { Work } from '../windows.ts';

const SIZE = 1000;

const pages = Array.from({ length: SIZE }, (_, i) => `/shop/department-${i % 7}/page-${i % 50}`);
/** Ten-thousandths. */
const prices = Array.from({ length: SIZE }, (_, i) => (i * 7919) % 10_000_000);

export function renderWork({ manifest }: Bundle): Work {
  const template = manifest.templates[0] as TemplateSpec;
  const channels = ['in_app'];
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) {
        const args = [pages[i] as string, prices[i] as number];
        const { content } = renderTemplate(template, null, channels, args);
        length += content[0]?.[1][1]?.[1].length ?? 0;
      }
      return length;
    },
  };
}

/** The same text, two digits behind the point. */
export function plainRenderWork(): Work {
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) {
        const price = ((prices[i] as number) / 10_000).toFixed(2);
        const text = `${pages[i]} is yours for ${price}, today only.`;
        const content = [
          ['in_app', [['title', 'Look again'] as const, ['body', text] as const]] as const,
        ] as const;
        length += content[0][1][1][1].length;
      }
      return length;
    },
  };
}

const effects: readonly Effect[] = pages.map((page, i) => ({
  type: 'nudge.generated',
  id: '0123456789abcdef0123456789abcdef',
  subject: `user-${i % 100}`,
  tenant: 'default',
  timeMs: 1_772_445_600_000 + i * 1000,
  data: {
    nudge: `Rule${i}`,
    cause: `e:${1_772_445_600_000 + i * 1000}:e-${String(i).padStart(8, '0')}`,
    priority: 50,
    group: null,
    expiresAtMs: null,
    locale: 'en',
    template: 'Offer',
    channels: ['in_app'],
    content: [
      [
        'in_app',
        [
          ['title', 'Look again'],
          ['body', `${page} is yours for 12.50, today only.`],
        ],
      ],
    ],
  },
}));

export function lineWork(): Work {
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) length += effectLine(effects[i] as Effect).length;
      return length;
    },
  };
}

/** The same line as one literal, each text still escaped. */
export function plainLineWork(): Work {
  const text = JSON.stringify as (value: string) => string;
  return {
    size: SIZE,
    run: (count) => {
      let length = 0;
      for (let i = 0; i < count; i++) {
        const effect = effects[i] as Effect;
        if (effect.type !== 'nudge.generated') continue;
        const { data } = effect;
        const entries = data.content[0]?.[1];
        length +=
          `{"specversion":"1.0","id":"${effect.id}","source":"nudgec","type":"${effect.type}","subject":${text(effect.subject)},"time":"${new Date(effect.timeMs).toISOString()}","tenant":${text(effect.tenant)},"data":{"nudge":${text(data.nudge)},"cause":${text(data.cause)},"priority":${data.priority},"locale":${text(data.locale)},"template":${text(data.template)},"channels":["in_app"],"content":{"in_app":{"title":${text(entries?.[0]?.[1] ?? '')},"body":${text(entries?.[1]?.[1] ?? '')}}}}}`
            .length;
      }
      return length;
    },
  };
}
