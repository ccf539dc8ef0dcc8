{{/* The pod, the same in a StatefulSet and in a Deployment. */}}
{{- define "nudge.pod" -}}
metadata:
  labels:
    {{- include "nudge.labels" . | nindent 4 }}
    {{- with .Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  annotations:
    # A changed configuration is another pod; a changed bundle is not.
    checksum/config: {{ include "nudge.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  serviceAccountName: {{ include "nudge.serviceAccount" . }}
  automountServiceAccountToken: false
  # Kubernetes would set NUDGE_…_PORT for a service of that name, and settings have such names.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.bundle.image }}
  initContainers:
    - name: bundle
      image: {{ .Values.bundle.image }}
      command: [cp, -r, /bundle/., /copy]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      resources:
        requests: { cpu: 10m, memory: 16Mi }
        limits: { memory: 64Mi }
      volumeMounts:
        - { name: bundle, mountPath: /copy }
  {{- end }}
  containers:
    - name: runtime
      image: {{ include "nudge.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [run, --config, /etc/nudge/nudge.yaml]
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: { drop: [ALL] }
      {{- if or .Values.maxOldSpaceMiB .Values.secretVariables }}
      env:
        {{- if .Values.maxOldSpaceMiB }}
        - { name: NODE_OPTIONS, value: '--max-old-space-size={{ .Values.maxOldSpaceMiB }}' }
        {{- end }}
        {{- range $variable, $from := .Values.secretVariables }}
        - name: {{ $variable }}
          valueFrom: { secretKeyRef: { name: {{ $from.secret }}, key: {{ $from.key }} } }
        {{- end }}
      {{- end }}
      ports:
        - { name: http, containerPort: {{ .Values.http.port }} }
      # Claiming partitions and reading their timers back takes its time, and is no reason to be restarted.
      startupProbe:
        httpGet: { path: /livez, port: http }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /livez, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 3
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 5
        timeoutSeconds: 3
      resources: {{ toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - { name: config, mountPath: /etc/nudge, readOnly: true }
        - { name: state, mountPath: /var/lib/nudge }
        {{- if or .Values.bundle.image .Values.bundle.configMap }}
        - { name: bundle, mountPath: /bundle, readOnly: true }
        {{- end }}
        {{- range $name, $_ := .Values.secretFiles }}
        - { name: secret-{{ $name }}, mountPath: /run/nudge/{{ $name }}, readOnly: true }
        {{- end }}
        {{- with .Values.extraVolumeMounts }}{{ toYaml . | nindent 8 }}{{ end }}
  volumes:
    - name: config
      configMap: { name: {{ include "nudge.name" . }} }
    {{- if ne (include "nudge.storeKind" .) "disk" }}
    - name: state
      emptyDir: { sizeLimit: 64Mi }
    {{- end }}
    {{- if .Values.bundle.image }}
    - name: bundle
      emptyDir: { sizeLimit: 512Mi }
    {{- else if .Values.bundle.configMap }}
    - name: bundle
      configMap: { name: {{ .Values.bundle.configMap }} }
    {{- end }}
    {{- range $name, $secret := .Values.secretFiles }}
    - name: secret-{{ $name }}
      secret: { secretName: {{ $secret }}, defaultMode: 0440 }
    {{- end }}
    {{- with .Values.extraVolumes }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints: {{ toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
