"""The generator: declarations of endpoints and schemas as OpenAPI."""
