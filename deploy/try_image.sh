#!/bin/sh
# Start the built image as compose.yaml does, without a network, and see that it reads, answers, is healthy and ends.
#
#     docker build -f deploy/Dockerfile -t ragassist . && deploy/try_image.sh docker
#     ENGINE="podman --cgroup-manager cgroupfs" MORE=--cgroups=disabled deploy/try_image.sh
#
# The encoders that come as packages and no language model: nothing has to be fetched. Ends with 0 where all is as it should be.
set -eu
ENGINE=${ENGINE:-${1:-docker}}
MORE=${MORE:-}
HERE=$(mktemp -d)
VOLUME=ragassist-try-$$
finish() {
    $ENGINE rm --force "$VOLUME" > /dev/null 2>&1 || true
    $ENGINE volume rm "$VOLUME" > /dev/null 2>&1 || true
    rm -f "$HERE/notice.txt"
    rmdir "$HERE"
}
trap finish EXIT
chmod 755 "$HERE"
printf '港口岸电办法\n\n第一条 泊位应当在两年内接通岸电。\n\n第二条 岸电价格由省里公布。\n' > "$HERE/notice.txt"
$ENGINE volume create "$VOLUME" > /dev/null
SET="-e RAGASSIST_EMBED__MODEL=bundled -e RAGASSIST_CHAT__TIER=extractive"
AS="$MORE --network none --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges $SET"
PLACES="-v $VOLUME:/data -v $HERE:/documents:ro"

# Not root, no capability, nothing to be written but /data and /tmp, a Chinese font, no tools of developers.
$ENGINE run --rm $AS $PLACES --entrypoint sh ragassist -c '
    set -eu
    test "$(id -u)" = 10001
    grep -q "^CapEff:[[:space:]]*0000000000000000$" /proc/self/status
    for place in / /usr /opt/ragassist /etc /documents; do
        if touch "$place/tried" 2> /dev/null; then echo "$place can be written"; exit 1; fi
    done
    touch /data/tried /tmp/tried
    fc-list :lang=zh | grep -q . || ls /usr/share/fonts/opentype/noto | grep -q CJK
    if python -c "import pytest" 2> /dev/null; then echo "pytest is in the image"; exit 1; fi'
$ENGINE run --rm $AS $PLACES ragassist ingest /documents

$ENGINE run --detach --name "$VOLUME" $AS $PLACES ragassist > /dev/null
tries=0
until $ENGINE exec "$VOLUME" python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:7860/healthz', timeout=5)" 2> /dev/null; do
    tries=$((tries + 1))
    test "$tries" -lt 120 || { $ENGINE logs "$VOLUME"; exit 1; }
    sleep 1
done
$ENGINE exec "$VOLUME" ragassist ask 岸电价格由谁公布？ | grep '岸电价格由省里公布'
$ENGINE stop -t 30 "$VOLUME" > /dev/null
code=$($ENGINE inspect --format '{{.State.ExitCode}}' "$VOLUME")
test "$code" -ne 137 || { echo "It had to be killed."; exit 1; }
echo "The image reads, answers, is healthy and ends by itself ($code)."
