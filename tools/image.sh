#!/bin/sh
# Builds the image that grades, with podman or docker: image.sh NAME [BASE]
# Without BASE it is made from Debian's packages if mmdebstrap is here; otherwise the registry has it.
set -eu
name=$1 base=${2:-}
cd "$(dirname "$0")/.."
engine=$(command -v podman || command -v docker) || {
    echo "make image needs podman or docker. Type:  sudo apt-get install podman mmdebstrap uidmap" >&2
    exit 1
}
if [ -z "$base" ] && command -v mmdebstrap >/dev/null; then
    base=$name-base
    echo "Making $base from Debian's packages ..." >&2
    # What the Dockerfile would fetch is there already; nothing of it is worth the wait for a disk.
    packages=$(sed -n 's/^ARG PACKAGES="\(.*\)"$/\1/p' Dockerfile | tr ' ' ,)
    root=$(mktemp)
    trap 'rm -f "$root"' EXIT
    mmdebstrap --quiet --format=tar --variant=minbase --dpkgopt=force-unsafe-io --include="$packages" \
        bookworm "$root"
    "$engine" import "$root" "$base" >&2
fi
set -- ${base:+--build-arg BASE="$base"}
certificates=/etc/ssl/certs/ca-certificates.crt
[ ! -f $certificates ] || set -- "$@" --secret id=certificates,src=$certificates
DOCKER_BUILDKIT=1 "$engine" build --network host "$@" --tag "$name" .
