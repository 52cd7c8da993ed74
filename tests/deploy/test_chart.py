"""The Helm chart: pods of the restricted profile, secrets by reference alone, and no API that somebody did not mean to expose.

What it renders is looked at where `helm` is installed, and there alone.
"""

import copy
import shutil
import subprocess

import jsonschema
import pytest
import yaml

from config.settings.listening import API_NAMES
from tests.deploy.files import DEPLOY, SECRET_VARIABLES, VERSION, read_yaml

CHART = DEPLOY / "helm" / "nextstep"
EXAMPLES = sorted((CHART / "ci").glob("*.yaml"))
SCHEMA = read_yaml(CHART / "values.schema.json")
LEAST = read_yaml(CHART / "ci" / "least.yaml")

needs_helm = pytest.mark.skipif(
    shutil.which("helm") is None, reason="helm is not installed: what the chart renders is not looked at"
)


def merged(values, more):
    """As Helm lays values over those of the chart."""
    found = copy.deepcopy(values)
    for name, value in more.items():
        found[name] = merged(found.get(name) or {}, value) if isinstance(value, dict) else value
    return found


def render(tmp_path, values):
    """What Helm makes of them; its words where it refuses them."""
    file = tmp_path / "values.yaml"
    file.write_text(yaml.safe_dump(values))
    command = ["helm", "template", "pay", CHART, "--namespace", "bank", "--kube-version", "1.34.0", "--values", file]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def of_kind(documents, kind):
    return [document for document in documents if document["kind"] == kind]


def pods(documents):
    """The pod of each that makes some, by its name."""
    return {
        document["metadata"]["name"]: document["spec"]["template"]["spec"]
        for document in documents
        if document["kind"] in ("Deployment", "Job")
    }


def environment(pod):
    return {entry["name"]: entry for container in pod["containers"] for entry in container["env"]}


def test_its_version_is_the_projects():
    chart = read_yaml(CHART / "Chart.yaml")
    assert (chart["version"], chart["appVersion"]) == (VERSION, VERSION)


@pytest.mark.parametrize("example", [None, *EXAMPLES], ids=lambda path: path and path.stem)
def test_values_follow_the_schema(example):
    values = merged(read_yaml(CHART / "values.yaml"), read_yaml(example) if example else {})
    jsonschema.Draft7Validator(SCHEMA).validate(values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"imag": {}},
        {"image": {"tag": "latest"}},
        {"image": {"digest": "0000"}},
        {"servers": {"mobile": {"doors": ["front"]}}},
        {"servers": {"worker": {}}},
        {"temporal": {"address": "temporal"}},
        {"settings": {"PATH": "/"}},
        {"settings": {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=canary"}},
        *({"settings": {name: "canary"}} for name in sorted(SECRET_VARIABLES)),
    ],
    ids=str,
)
def test_values_that_the_schema_refuses(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(SCHEMA).validate(merged(read_yaml(CHART / "values.yaml"), wrong))


def test_each_api_has_a_server_of_its_own_and_none_an_ingress():
    servers = read_yaml(CHART / "values.yaml")["servers"]
    assert {name: server["doors"] for name, server in servers.items()} == {name: [name] for name in API_NAMES}
    assert not any(server["ingress"]["enabled"] or server["allowFrom"] for server in servers.values())


@needs_helm
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_lint_finds_nothing(example):
    done = subprocess.run(["helm", "lint", "--strict", CHART, "--values", example], stdout=subprocess.PIPE, text=True)
    assert (done.returncode, "[ERROR]" in done.stdout, "[WARNING]" in done.stdout) == (0, False, False)


@needs_helm
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_pod_is_of_the_restricted_profile(tmp_path, example):
    found = pods(render(tmp_path, read_yaml(example)))
    assert len(found) == 5
    for name, pod in found.items():
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["enableServiceLinks"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["requests"]
            assert container["resources"]["limits"]["memory"]
        assert not any("hostPath" in volume for volume in pod["volumes"])


@needs_helm
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_secrets_are_named_and_mounted_for_the_group_of_the_pod(tmp_path, example):
    documents = render(tmp_path, read_yaml(example))
    assert of_kind(documents, "Secret") == []
    for name, pod in pods(documents).items():
        mounted = next(volume["projected"] for volume in pod["volumes"] if volume["name"] == "secrets")
        assert mounted["defaultMode"] == 0o440
        paths = {item["path"] for source in mounted["sources"] for item in source["secret"]["items"]}
        given = environment(pod)
        assert given.keys() & SECRET_VARIABLES == set()
        files = {
            entry["value"] for entry in given.values() if entry.get("value", "").startswith("/run/secrets/nextstep/")
        }
        assert files == {f"/run/secrets/nextstep/{path}" for path in paths}
        assert ("NEXTSTEP_ADMIN_PASSWORD_FILE" in given) == (name.endswith("migrate") and example.stem == "most")


@needs_helm
def test_nobody_reaches_an_api_until_somebody_is_named(tmp_path):
    documents = render(tmp_path, LEAST)
    assert of_kind(documents, "Ingress") == []
    assert {service["spec"].get("type", "ClusterIP") for service in of_kind(documents, "Service")} == {"ClusterIP"}
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in of_kind(documents, "NetworkPolicy")}
    assert policies.keys() == pods(documents).keys()
    for policy in policies.values():
        assert policy["policyTypes"] == ["Ingress", "Egress"]
        assert policy["ingress"] == []


@needs_helm
def test_probes_ask_what_is_served_where_it_is_served(tmp_path):
    for name, pod in pods(render(tmp_path, LEAST)).items():
        container = pod["containers"][0]
        if name.endswith("migrate"):
            continue
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        given = environment(pod)
        for probe in ("startupProbe", "livenessProbe"):
            asked = container[probe]["httpGet"]
            address = "NEXTSTEP_WORKER_METRICS" if name.endswith("worker") else "NEXTSTEP_MANAGEMENT_ADDRESS"
            assert given[address]["value"] == f"0.0.0.0:{ports[asked['port']]}"
        if not name.endswith("worker"):
            assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
            assert ports["api"] == int(given["NEXTSTEP_PORT"]["value"])


@needs_helm
def test_the_schema_is_there_before_what_needs_it(tmp_path):
    documents = render(tmp_path, LEAST)
    (job,) = of_kind(documents, "Job")
    hooks = job["metadata"]["annotations"]
    assert hooks["helm.sh/hook"] == "pre-install,pre-upgrade"
    # What hooks need is there before them, or is a hook that comes earlier.
    assert "serviceAccountName" not in job["spec"]["template"]["spec"]
    policy = next(one for one in of_kind(documents, "NetworkPolicy") if one["metadata"]["name"].endswith("migrate"))
    assert int(policy["metadata"]["annotations"]["helm.sh/hook-weight"]) < int(hooks["helm.sh/hook-weight"])


@needs_helm
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"secrets": {"database": {"name": ""}}}, "secrets.database.name: is required"),
        ({"secrets": {"masterKey": {"name": ""}}}, "secrets.masterKey.name: is required"),
        ({"temporal": {"address": ""}}, "temporal.address: is required"),
        ({"tls": {"secretName": ""}}, "would be read on the way: give tls.secretName, or say network.trusted=true"),
        ({"networkPolicy": {"enabled": False}}, "servers.nextstep: the Next Step API asks nobody who he is"),
        (
            {"servers": {"cloud": {"doors": ["cloud", "nextstep"]}}},
            "servers.cloud: the Next Step API asks nobody who he is",
        ),
        ({"servers": {"nextstep": {"ingress": {"enabled": True}}}}, "say exposeNextStep=true where the gateway does"),
        ({"servers": {"mobile": {"ingress": {"enabled": True}}}}, "servers.mobile.ingress.host: is required"),
        (
            {"servers": {"mobile": {"ingress": {"enabled": True, "host": "a.bank.example"}}}},
            "servers.mobile.ingress.tlsSecretName: is required: nothing is served in clear",
        ),
        ({"settings": {"NEXTSTEP_MASTER_KEY": "canary"}}, "invalid propertyName 'NEXTSTEP_MASTER_KEY'"),
    ],
    ids=lambda value: None if isinstance(value, dict) else value[:40],
)
def test_what_would_be_weak_is_not_rendered(tmp_path, more, said):
    refused = render(tmp_path, merged(LEAST, more))
    assert isinstance(refused, str)
    assert said in refused


@needs_helm
def test_a_next_step_api_that_asks_for_tokens_may_be_reached(tmp_path):
    ingress = {"enabled": True, "host": "a.bank.example", "tlsSecretName": "a-tls"}
    more = {
        "settings": {"NEXTSTEP_OIDC_NEXTSTEP": "true"},
        "networkPolicy": {"enabled": False},
        "servers": {"nextstep": {"ingress": ingress}},
    }
    documents = render(tmp_path, merged(LEAST, more))
    assert [one["metadata"]["name"] for one in of_kind(documents, "Ingress")] == ["pay-nextstep-nextstep"]
    assert environment(pods(documents)["pay-nextstep-nextstep"])["NEXTSTEP_TRUST_NETWORK"]["value"] == "false"


@needs_helm
def test_an_ingress_leads_to_one_api_by_tls(tmp_path):
    documents = render(tmp_path, read_yaml(CHART / "ci" / "most.yaml"))
    leads = {
        ingress["spec"]["rules"][0]["http"]["paths"][0]["path"]: ingress["spec"]["tls"][0]["secretName"]
        for ingress in of_kind(documents, "Ingress")
    }
    assert leads == {"/enrollment-server": "auth-tls", "/powerauth-cloud": "bank-tls"}


@needs_helm
def test_metrics_come_from_the_jobs_that_alerts_ask_for(tmp_path):
    (monitor,) = of_kind(render(tmp_path, read_yaml(CHART / "ci" / "most.yaml")), "ServiceMonitor")
    jobs = {endpoint["relabelings"][0]["replacement"] for endpoint in monitor["spec"]["endpoints"]}
    asked = read_yaml(DEPLOY / "prometheus" / "prometheus.yaml")["scrape_configs"]
    assert jobs == {job["job_name"] for job in asked}


@needs_helm
def test_what_is_scaled_has_no_fixed_number(tmp_path):
    documents = render(tmp_path, read_yaml(CHART / "ci" / "most.yaml"))
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in of_kind(documents, "HorizontalPodAutoscaler")}
    assert scaled == {"pay-nextstep-mobile", "pay-nextstep-worker"}
    for deployment in of_kind(documents, "Deployment"):
        assert ("replicas" in deployment["spec"]) != (deployment["metadata"]["name"] in scaled)
