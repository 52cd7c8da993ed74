#!/usr/bin/env bash
# What: Temporal's OpenTelemetry plugin tells a collector the words and the frames of every exception that passes an activity: as the
#       description of the span's status, and as an event with exception.message and exception.stacktrace.
# Why:  its spans are made by `start_as_current_span`, which records exceptions by default, and it puts `f"{type}: {exc}"` into the
#       status; there is no option against either.
# Who:  those whose exceptions may quote what they are about (a database's do: the values of a row), and whose traces go to a system that
#       more people read than may see such values.
# Seen: temporalio 1.35.0, opentelemetry-sdk 1.45.2.
# Cure: an exporter between that lets known attributes through, of exceptions their type, and of statuses their code.
# Needs python3 with venv and a package index. Fails if the behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/pip" install --quiet --disable-pip-version-check 'temporalio[opentelemetry]==1.35.0' opentelemetry-sdk==1.45.2
cat > "$folder/traced.py" <<'PYTHON'
"""An activity that fails within the plugin's interceptor; prints where its words are in what is exported."""

import asyncio

from opentelemetry import trace
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio import activity
from temporalio.contrib.opentelemetry import OpenTelemetryInterceptor, create_tracer_provider
from temporalio.testing import ActivityEnvironment
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

exporter, provider = InMemorySpanExporter(), create_tracer_provider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)


class Failing(ActivityInboundInterceptor):
    """Stands for the activity."""

    def __init__(self):
        pass

    async def execute_activity(self, input):
        raise RuntimeError("secret words")


@activity.defn
async def traced():
    interceptor = OpenTelemetryInterceptor(add_temporal_spans=True).intercept_activity(Failing())
    await interceptor.execute_activity(ExecuteActivityInput(traced, [], None, {}))


try:
    asyncio.run(ActivityEnvironment().run(traced))
except RuntimeError:
    pass
[span] = exporter.get_finished_spans()
places = [f"status: {span.status.description}"]
places += [f"{name}: {value.splitlines()[-1]}" for event in span.events for name, value in event.attributes.items()]
print("\n".join(one for one in places if "secret words" in one))
PYTHON
found=$("$folder/v/bin/python" "$folder/traced.py")
echo "$found"
[ "$(wc -l <<< "$found")" = 3 ]
