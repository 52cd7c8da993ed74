"""As much of `curl` and `jq` as documents use, so that machines without them run what the documents say."""
