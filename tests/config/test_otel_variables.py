"""What is wrong with OpenTelemetry's own variables is said, where its SDK would send nothing."""

import pytest

from config.otel_variables import endpoint, find_problems, warnings

RIGHT = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.bank.example:4318",
    "OTEL_EXPORTER_OTLP_HEADERS": "authorization=secret",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
    "OTEL_TRACES_SAMPLER_ARG": "0.05",
    "OTEL_SERVICE_NAME": "auth",
    "OTEL_BSP_SCHEDULE_DELAY": "1000",
}


def test_what_is_right_has_no_problems_and_no_warnings():
    assert (find_problems(RIGHT), warnings(RIGHT)) == ([], [])


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "is not a web address"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://collector", "is not a web address"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "must be 'http/protobuf'"),
        ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json", "must be 'http/protobuf'"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "soon", "must be a number from 0 to 60: it is in seconds"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10000", "must be a number from 0 to 60: it is in seconds"),
        ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "500", "must be a number from 0 to 60: it is in seconds"),
        ("OTEL_TRACES_EXPORTER", "zipkin", "must be 'otlp'"),
        ("OTEL_TRACES_SAMPLER", "sometimes", "must be one of always_on,"),
        ("OTEL_TRACES_SAMPLER_ARG", "5", "must be a number from 0 to 1"),
        ("OTEL_TRACES_SAMPLER_ARG", "nan", "must be a number from 0 to 1"),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "-1", "must be a number, 0 or more"),
    ],
)
def test_a_wrong_one_is_named_with_what_is_allowed(name, value, problem):
    [line] = find_problems({**RIGHT, name: value})
    assert line.startswith(f"{name}: {problem}")


def test_values_are_not_repeated():
    [line] = find_problems({"OTEL_EXPORTER_OTLP_ENDPOINT": "https://user:password@collector"})
    assert "password" not in line


@pytest.mark.parametrize(
    ("name", "value", "warning"),
    [
        ("OTEL_PROPAGATORS", "b3", "OTEL_PROPAGATORS: is not heeded"),
        ("OTEL_SDK_DISABLED", "true", "OTEL_SDK_DISABLED: no traces are recorded"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.bank.example", "traces to collector.bank.example: are read"),
    ],
)
def test_what_one_may_not_expect_is_a_warning(name, value, warning):
    [line] = warnings({**RIGHT, name: value})
    assert line.startswith(warning)


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "http://localhost:4318"),
        (RIGHT, "https://collector.bank.example:4318"),
        ({**RIGHT, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://other/v1/traces"}, "https://other/v1/traces"),
    ],
)
def test_traces_go_where_the_more_particular_variable_says(variables, address):
    assert endpoint(variables) == address
