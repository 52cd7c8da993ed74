# One image for `nextstep api`, `nextstep worker` and `nextstep migrate`: docs/deployment.md.
# A digest is more than a tag: --build-arg PYTHON_IMAGE=python:3.13-slim-bookworm@sha256:...
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY constraints.txt requirements.lock ./
# From wheels alone, each by its digest: what has none for this platform ends the build. They change less often than the code.
RUN pip install --only-binary=:all: --constraint constraints.txt setuptools \
    && python -m venv --without-pip /opt/nextstep \
    && pip --python /opt/nextstep/bin/python install --only-binary=:all: --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY activities ./activities
COPY api ./api
COPY config ./config
COPY locales ./locales
COPY workflows ./workflows
# `--build-arg EXTRAS=telemetry` adds OpenTelemetry, by version and without digests.
ARG EXTRAS=""
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && pip --python /opt/nextstep/bin/python install --no-deps --no-index /wheels/*.whl \
    && if [ -n "${EXTRAS}" ]; then pip --python /opt/nextstep/bin/python install --only-binary=:all: \
        --constraint constraints.txt "$(echo /wheels/*.whl)[${EXTRAS}]"; fi

FROM ${PYTHON_IMAGE} AS runtime
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="nextstep" \
      org.opencontainers.image.description="Durable authentication flows: the Next Step API on Temporal" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
# Nobody installs anything here. The number is what a cluster looks at: it has no names.
RUN python -m pip uninstall --yes --quiet pip --root-user-action=ignore \
    && groupadd --gid 10001 nextstep \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin nextstep \
    && mkdir /srv/nextstep
COPY --from=build /opt/nextstep /opt/nextstep
ENV PATH=/opt/nextstep/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 NEXTSTEP_LOG_FORMAT=json
# Where `.env` would be looked for. Nothing is written but to /tmp and /dev/shm, which are memory.
WORKDIR /srv/nextstep
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
# Of the API; a worker's is `nextstep health worker`, and `migrate` ends by itself.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["nextstep", "health"]
ENTRYPOINT ["nextstep"]
CMD ["api"]
