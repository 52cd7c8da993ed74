"""HTTP clients of servers that speak in clear: without the authorities, which take longer to load than most tests last."""

import ssl

import httpx

_NOBODY_IS_TRUSTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def http_client(**options):
    return httpx.Client(verify=_NOBODY_IS_TRUSTED, **options)


def is_ready(base_url):
    """Whether a load balancer would send requests there."""
    try:
        with http_client(timeout=5) as http:
            return http.get(f"{base_url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False
