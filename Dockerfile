# One image for every process of Solifair; docker-compose.yml says which one a container is.

FROM python:3.13-slim-bookworm AS packages
WORKDIR /build
COPY requirements/uv.txt requirements/runtime.txt ./
RUN python -m venv /opt/solifair \
    && pip install --no-cache-dir --require-hashes -r uv.txt \
    && uv pip sync --no-cache --compile-bytecode --python /opt/solifair/bin/python --require-hashes runtime.txt

FROM python:3.13-slim-bookworm
# The volume for evidence and pictures takes its owner from this directory.
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin solifair \
    && install -d -o solifair -g solifair -m 0700 /data/files
COPY --from=packages /opt/solifair /opt/solifair
WORKDIR /app
COPY LICENSE pyproject.toml ./
COPY kit kit
COPY models models
COPY gateways gateways
COPY certification certification
COPY market market
COPY migrations migrations
COPY api api
COPY workers workers
COPY cli cli
COPY storefront storefront
COPY sandbox sandbox
RUN /opt/solifair/bin/python -m compileall -q .
ENV PATH=/opt/solifair/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
CMD ["python", "-m", "cli", "--help"]
