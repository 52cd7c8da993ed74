"""HTTP clients of servers that speak in clear: without the authorities, which take longer to load than most tests last."""

import ssl

import httpx

_NOBODY_IS_TRUSTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Clients that many files share would keep the connections of whoever asks most at once.
_FEW_STAY_OPEN = httpx.Limits(max_connections=100, max_keepalive_connections=4)


def http_client(**options):
    return httpx.Client(verify=_NOBODY_IS_TRUSTED, limits=_FEW_STAY_OPEN, **options)


def is_ready(base_url):
    """Whether a load balancer would send requests there."""
    try:
        with http_client(timeout=5) as http:
            return http.get(f"{base_url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False
