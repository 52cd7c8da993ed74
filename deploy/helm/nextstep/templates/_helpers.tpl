{{- define "nextstep.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "nextstep.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "nextstep.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "nextstep.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "nextstep.selector" -}}
app.kubernetes.io/name: {{ include "nextstep.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "nextstep.labels" -}}
{{ include "nextstep.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "nextstep.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "nextstep.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "nextstep.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Secrets that every pod has: the value's name, the file, the variable. The administrator's password is the migration's alone. */}}
{{- define "nextstep.secretFiles" -}}
{{- $found := dict "database" "NEXTSTEP_DATABASE_URL_FILE" "masterKey" "NEXTSTEP_MASTER_KEY_FILE" "otpSender" "NEXTSTEP_OTP_SENDER_SECRET_FILE" "dataAdapter" "NEXTSTEP_DATA_ADAPTER_SECRET_FILE" "e2eEncryption" "NEXTSTEP_E2E_ENCRYPTION_KEY_FILE" -}}
{{- if eq .component "migrate" }}{{ $_ := set $found "adminPassword" "NEXTSTEP_ADMIN_PASSWORD_FILE" }}{{ end -}}
{{- toJson $found -}}
{{- end -}}

{{- define "nextstep.environment" -}}
{{- $values := .root.Values -}}
{{- range $name, $variable := include "nextstep.secretFiles" . | fromJson }}
{{- if (index $values.secrets $name).name }}
- {name: {{ $variable }}, value: /run/secrets/nextstep/{{ $name }}}
{{- end }}
{{- end }}
- {name: NEXTSTEP_TEMPORAL_ADDRESS, value: {{ required "temporal.address: is required, host:port of Temporal's frontend" $values.temporal.address | quote }}}
- {name: NEXTSTEP_TEMPORAL_NAMESPACE, value: {{ $values.temporal.namespace | quote }}}
- {name: NEXTSTEP_TASK_QUEUE, value: {{ $values.temporal.taskQueue | quote }}}
{{- with $values.temporal.ui }}
- {name: NEXTSTEP_TEMPORAL_UI, value: {{ . | quote }}}
{{- end }}
{{- with $values.temporal.tls }}
{{- if .secretName }}
- {name: TEMPORAL_TLS, value: "true"}
- {name: TEMPORAL_TLS_SERVER_CA_CERT_PATH, value: /run/secrets/temporal/ca.crt}
{{- if .mutual }}
- {name: TEMPORAL_TLS_CLIENT_CERT_PATH, value: /run/secrets/temporal/tls.crt}
- {name: TEMPORAL_TLS_CLIENT_KEY_PATH, value: /run/secrets/temporal/tls.key}
{{- end }}
{{- end }}
{{- with .serverName }}
- {name: TEMPORAL_TLS_SERVER_NAME, value: {{ . | quote }}}
{{- end }}
{{- end }}
{{- with $values.temporal.apiKey }}
{{- if .name }}
- name: TEMPORAL_API_KEY
  valueFrom: {secretKeyRef: {name: {{ .name | quote }}, key: {{ .key | quote }}}}
{{- end }}
{{- end }}
{{- range $name, $value := $values.settings }}
- {name: {{ $name }}, value: {{ $value | toString | quote }}}
{{- end }}
{{- with $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nextstep.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets/nextstep, readOnly: true}
{{- if .root.Values.temporal.tls.secretName }}
- {name: temporal-tls, mountPath: /run/secrets/temporal, readOnly: true}
{{- end }}
{{- with .root.Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "nextstep.volumes" -}}
- name: tmp
  emptyDir: {medium: Memory, sizeLimit: 64Mi}
- name: secrets
  projected:
    # Root's, readable by the pod's group, and by nobody else.
    defaultMode: 0440
    sources:
{{- $values := .root.Values }}
{{- range $name := list "database" "masterKey" }}
{{- if not (index $values.secrets $name).name }}{{ fail (printf "secrets.%s.name: is required, the Secret that holds it" $name) }}{{ end }}
{{- end }}
{{- range $name, $variable := include "nextstep.secretFiles" . | fromJson }}
{{- with index $values.secrets $name }}
{{- if .name }}
      - secret: {name: {{ .name | quote }}, items: [{key: {{ .key | quote }}, path: {{ $name }}}]}
{{- end }}
{{- end }}
{{- end }}
{{- with $values.temporal.tls.secretName }}
- name: temporal-tls
  secret: {secretName: {{ . | quote }}, defaultMode: 0440}
{{- end }}
{{- with $values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* What the profile `restricted` of Pod Security asks for, and a root that cannot be written to. */}}
{{- define "nextstep.podSecurity" -}}
automountServiceAccountToken: false
# A Service called `nextstep` would set NEXTSTEP_PORT, which is a setting.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "nextstep.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "nextstep.spread" -}}
topologySpreadConstraints:
{{- $selector := include "nextstep.selector" . }}
{{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- $selector | nindent 8 }}
{{- end }}
{{- end -}}

{{/* Peers and a port of a NetworkPolicy; without peers it is anybody. */}}
{{- define "nextstep.egress" -}}
- ports:
    - {protocol: TCP, port: {{ .port }}}
{{- if .udp }}
    - {protocol: UDP, port: {{ .port }}}
{{- end }}
{{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end -}}

{{- define "nextstep.allEgress" -}}
{{- with .Values.networkPolicy.egress }}
{{ include "nextstep.egress" (dict "port" .dns.port "to" .dns.to "udp" true) }}
{{ include "nextstep.egress" .database }}
{{ include "nextstep.egress" .temporal }}
{{ include "nextstep.egress" .outside }}
{{- with .further }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}
