{{- define "nudge.name" -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "nudge.selector" -}}
app.kubernetes.io/name: nudge-runtime
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "nudge.labels" -}}
{{ include "nudge.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "nudge.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "nudge.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "nudge.name" .) }}
{{- end -}}

{{- define "nudge.storeKind" -}}
{{ dig "store" "kind" "disk" .Values.config }}
{{- end -}}

{{/* Where the bundle stands in the container; exactly one of three ways. */}}
{{- define "nudge.bundlePath" -}}
{{- $ways := list -}}
{{- range list .Values.bundle.path .Values.bundle.image .Values.bundle.configMap -}}
{{- if . }}{{ $ways = append $ways . }}{{ end -}}
{{- end -}}
{{- if ne (len $ways) 1 }}{{ fail "set exactly one of bundle.path, bundle.image and bundle.configMap" }}{{ end -}}
{{ .Values.bundle.path | default "/bundle" }}
{{- end -}}

{{/* The configuration file. What the chart decides wins over what the values say. */}}
{{- define "nudge.config" -}}
{{- $own := dict "bundle" (include "nudge.bundlePath" .) "http" (dict "host" "0.0.0.0" "port" (int .Values.http.port)) -}}
{{- if eq (include "nudge.storeKind" .) "disk" -}}
{{- $_ := set $own "store" (dict "kind" "disk" "folder" "/var/lib/nudge/state") -}}
{{- end -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) -}}
{{- end -}}
