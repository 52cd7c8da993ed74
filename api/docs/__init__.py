"""The documentation of every API: an OpenAPI 3.1 document made from its endpoints, and Swagger UI to read it with.

Nothing here is written twice: routes, requests, answers and error codes come from the API's declarations and schemas,
summaries from the views' docstrings. What only a person knows (examples, introductions) is each API's `Material`.
"""

from api.docs.mounting import mount

__all__ = ["mount"]
