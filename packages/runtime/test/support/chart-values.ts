/* What an operator may say to the chart, and what is to come of it. */

export interface Variant {
  readonly title: string;
  readonly given: object;
  readonly kinds: readonly string[];
  /** What the runtime reads. */
  readonly config: object;
}

const ALWAYS = ['ConfigMap', 'Service'];

const REDIS = { kind: 'redis', url: 'rediss://redis:6379' };

/** What the last of the variants says of its pods. */
const PLACEMENT = {
  nodeSelector: { pool: 'streams' },
  tolerations: [{ key: 'streams', operator: 'Exists' }],
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } },
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  imagePullSecrets: [{ name: 'registry' }],
};

export const EVERYTHING_OF_A_POD: object = {
  ...PLACEMENT,
  containers: [{ image: 'registry.example/nudge-runtime:1.0.0' }],
  initContainers: [{ image: 'registry.example/shop:17' }],
};

export const VARIANTS: readonly Variant[] = [
  {
    title: 'as it comes, with an image of a bundle',
    given: { bundle: { image: 'shop:17' } },
    kinds: [...ALWAYS, 'StatefulSet', 'PodDisruptionBudget', 'ServiceAccount'],
    config: { store: { kind: 'disk', folder: '/var/lib/nudge/state' } },
  },
  {
    title: 'a disk of a class, a bundle in the image, nothing that can be left out',
    given: {
      bundle: { path: '/bundle' },
      persistence: { size: '1Gi', storageClass: 'fast' },
      podDisruptionBudget: { enabled: false },
      serviceAccount: { name: 'ours' },
    },
    kinds: [...ALWAYS, 'StatefulSet'],
    config: { store: { kind: 'disk', folder: '/var/lib/nudge/state' } },
  },
  {
    title: 'several workers on Redis, a bundle in a ConfigMap',
    given: { bundle: { configMap: 'shop' }, replicas: 3, config: { store: REDIS } },
    kinds: [...ALWAYS, 'Deployment', 'PodDisruptionBudget', 'ServiceAccount'],
    config: { store: { kind: 'redis' } },
  },
  {
    title: 'with everything',
    given: {
      image: { repository: 'registry.example/nudge-runtime', tag: '1.0.0' },
      bundle: { image: 'registry.example/shop:17' },
      config: {
        kafka: {
          brokers: ['kafka-1:9093', 'kafka-2:9093'],
          tls: { caFile: '/run/nudge/kafka-ca/ca.crt' },
          sasl: { mechanism: 'scram-sha-512', username: 'nudge' },
        },
        input: { kind: 'kafka', topic: 'clicks', group: 'nudge-shop' },
        store: REDIS,
        limits: { cachedUsers: 1_000_000 },
      },
      secretVariables: {
        NUDGE_KAFKA_SASL_PASSWORD: { secret: 'kafka', key: 'password' },
        NUDGE_STORE_PASSWORD: { secret: 'redis', key: 'password' },
      },
      secretFiles: { 'kafka-ca': 'kafka-cluster-ca' },
      maxOldSpaceMiB: 1300,
      serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
      keda: { enabled: true, authenticationRef: 'kafka', metadata: { version: '3.0.0' } },
      serviceAccount: { annotations: { 'example.com/role': 'nudge' } },
      podAnnotations: { 'example.com/note': 'x' },
      podLabels: { team: 'growth' },
      ...PLACEMENT,
      extraVolumes: [{ name: 'more', emptyDir: {} }],
      extraVolumeMounts: [{ name: 'more', mountPath: '/more' }],
    },
    kinds: [
      ...ALWAYS,
      'Deployment',
      'PodDisruptionBudget',
      'ScaledObject',
      'ServiceAccount',
      'ServiceMonitor',
    ],
    config: { kafka: { brokers: ['kafka-1:9093', 'kafka-2:9093'] }, limits: { cachedUsers: 1_000_000 } },
  },
];

export const REFUSED: readonly { readonly title: string; readonly given: object; readonly why: string }[] = [
  { title: 'no bundle', given: {}, why: 'set exactly one of bundle.path' },
  {
    title: 'two bundles',
    given: { bundle: { path: '/bundle', image: 'shop:17' } },
    why: 'set exactly one of bundle.path',
  },
  {
    title: 'two workers on one disk',
    given: { bundle: { path: '/bundle' }, replicas: 2 },
    why: 'with store.kind disk there can be one worker only',
  },
  {
    title: 'a disk that scales',
    given: { bundle: { path: '/bundle' }, keda: { enabled: true } },
    why: 'with store.kind disk there can be one worker only',
  },
];
