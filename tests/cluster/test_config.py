"""What the services of a cluster are told."""

import json

import pytest

from tests.cluster import config
from tests.cluster.config import SERVICES, STORES, Ports


@pytest.fixture
def dynamic(tmp_path):
    return config.write_dynamic(tmp_path, {"history.x": "1s"})


@pytest.fixture
def told(tmp_path, dynamic):
    ports = {name: Ports(7000 + number, 8000 + number) for number, name in enumerate(SERVICES)}
    return json.loads(config.write(tmp_path, ports, postgres=5432, shards=8, dynamic=dynamic).read_text())


def test_each_service_has_ports_of_its_own(told):
    ports = [port for of in told["services"].values() for port in (of["rpc"]["grpcPort"], of["rpc"]["membershipPort"])]

    assert told["services"].keys() == set(SERVICES)
    assert len(set(ports)) == 2 * len(SERVICES)


def test_what_is_stored_goes_to_two_databases_of_one_server(told):
    stores = [of["sql"] for of in told["persistence"]["datastores"].values()]

    assert [one["databaseName"] for one in stores] == list(STORES.values())
    assert {one["connectAddr"] for one in stores} == {"127.0.0.1:5432"}


def test_what_may_change_is_told_in_a_file_of_its_own(told, dynamic):
    assert json.loads(dynamic.read_text()) == {"history.x": [{"value": "1s"}]}
    assert told["dynamicConfigClient"]["filepath"] == str(dynamic)
