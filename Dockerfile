# One image for the service, the workers and the page. No secret goes into it: keys come from the environment.
#
#   docker build -t sourcier .
#   docker build -t sourcier --build-arg LIBREOFFICE=1 .     # reads DOC, ODT and RTF too

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /src
RUN python -m venv /opt/sourcier
ENV PATH=/opt/sourcier/bin:$PATH
COPY constraints.txt constraints-cluster.txt ./
# PyTorch first, from the index of its CPU builds: the default index would bring CUDA, 2.5 GB more.
RUN grep '^torch==' constraints.txt > torch.txt \
 && pip install --no-deps -r torch.txt --index-url "$TORCH_INDEX" \
 && pip install --no-deps -r constraints.txt -r constraints-cluster.txt
COPY . .
RUN pip install --no-deps .

FROM python:3.11.14-slim-bookworm
ARG LIBREOFFICE=0
# hadolint ignore=DL3008
RUN if [ "$LIBREOFFICE" = 1 ]; then \
      apt-get update \
      && apt-get install -y --no-install-recommends \
         libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui \
      && rm -rf /var/lib/apt/lists/*; \
    fi \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin sourcier \
 && install -d -m 700 -o sourcier -g sourcier /data /models
COPY --from=build /opt/sourcier /opt/sourcier
ENV PATH=/opt/sourcier/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SOURCIER_HOME=/data \
    HF_HUB_OFFLINE=1 \
    HF_HUB_DISABLE_TELEMETRY=1 \
    DO_NOT_TRACK=1 \
    SCARF_NO_ANALYTICS=1 \
    RAY_USAGE_STATS_ENABLED=0 \
    UNSTRUCTURED_DISABLE_NOTICE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
CMD ["rag", "serve"]
