# An image that grades: Debian, bubblewrap, and this repository's two packages as uv.lock has them.
# `make image` builds it, on Debian and Ubuntu without a registry; with one:  docker build --tag grading .
# How it is started, and which options the sandbox needs in it: docs/containers.md.
ARG BASE=docker.io/library/debian:12-slim
FROM ${BASE}
ARG PACKAGES="bubblewrap ca-certificates python3-venv"
RUN dpkg --status ${PACKAGES} >/dev/null 2>&1 \
    || { apt-get update \
        && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ${PACKAGES} \
        && rm -rf /var/lib/apt/lists/*; }
# Many campus networks have a certificate of their own: the secret, if it is given, is the file with it.
# Byte code is compiled once, here: boxes see the packages read-only and would compile at each start.
RUN --mount=type=bind,target=/repository \
    --mount=type=cache,target=/root/.cache \
    --mount=type=secret,id=certificates,target=/etc/ssl/certs/ca-certificates.crt \
    python3 -m venv /opt/uv \
    && PIP_CERT=/etc/ssl/certs/ca-certificates.crt /opt/uv/bin/pip install --disable-pip-version-check uv \
    && UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/autograder \
        /opt/uv/bin/uv sync --directory /repository --frozen --all-packages --no-dev --no-editable --quiet \
        --compile-bytecode \
    && install -D -m 644 /repository/autograder/front/environment_config.py \
        /opt/autograder/etc/jupyter/nbgrader_config.py \
    && rm -r /opt/uv
# Anybody may run it, also by a number without a name: a home of one's own is what the sandbox has to hide.
RUN useradd --uid 1000 --create-home teacher && chmod 1777 /home/teacher
ENV PATH=/opt/autograder/bin:$PATH HOME=/home/teacher
WORKDIR /course
CMD ["autograder", "--help"]
