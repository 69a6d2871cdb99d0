#!/usr/bin/env bash
# Copyright 2026 The Winnow Authors. SPDX-License-Identifier: Apache-2.0
# From a fresh machine to the verdict about a release: installs packages, builds, starts winnowd on
# an empty RocksDB folder, imports real candidates (tests/data), draws a batch under a policy, labels
# it and shows what was drawn and why; then asks on real outcomes whether a release may be launched,
# and writes the report. Ends by itself; with --keep winnowd goes on running.
# Usage: deploy/quickstart.sh [--keep]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

keep=false
case "${1:-}" in
  "") ;;
  --keep) keep=true ;;
  *) echo "usage: deploy/quickstart.sh [--keep]" >&2; exit 2 ;;
esac

readonly bin=$PWD/build/release/bin
readonly data=tests/data
readonly queue=earnings
readonly pair=(google_hermit multi_slurp_hermit)
readonly scenarios='alarm|calendar|email|general|iot|play|qa'  # those with 100 tasks or more
readonly report=$PWD/build/quickstart.html
readonly work=$PWD/build/quickstart.$$
mkdir -p "$work"
server_pid=

say() { printf '\n== %s\n' "$*"; }

# Stops the server as an operator would: SIGTERM, then wait until it has drained.
stop_server() {
  [ -n "$server_pid" ] || return 0
  kill -TERM "$server_pid" 2>/dev/null || true
  local rc=0
  wait "$server_pid" || rc=$?
  server_pid=
  return $rc
}

on_exit() {
  local rc=$?
  if [ $rc != 0 ] && [ -s "$work/winnowd.log" ]; then
    echo "quickstart failed; the last lines of winnowd:" >&2
    tail -n 20 "$work/winnowd.log" >&2
  fi
  if [ $rc != 0 ] || [ $keep = false ]; then
    stop_server || true
    rm -rf "$work"
  fi
}
trap on_exit EXIT

# A token for each of the four owners of policies; the server is told hashes of them.
make_tokens() (
  umask 077
  echo "tokens:" >"$work/tokens.yaml"
  for owner in data-owner legal-owner product-owner ml-owner; do
    head -c 24 /dev/urandom | base64 >"$work/$owner.token"
    sha256=$(tr -d '\n' <"$work/$owner.token" | sha256sum | cut -d ' ' -f 1)
    echo "  - {identity: $owner, sha256: $sha256}" >>"$work/tokens.yaml"
  done
)

# Starts winnowd on free ports and waits for the line that it prints once it is ready.
start_server() {
  mkfifo "$work/ready"
  nohup "$bin/winnowd" --config deploy/winnowd.yaml --data-dir "$work/store" \
    --listen 127.0.0.1:0 --admin-listen 127.0.0.1:0 --plaintext-loopback \
    --access-policy $data/access.yaml --access-tokens "$work/tokens.yaml" >"$work/ready" 2>"$work/winnowd.log" </dev/null &
  server_pid=$!
  local line
  exec 3<"$work/ready"  # stays open, so that the server never writes into a closed pipe
  read -r -t 60 -u 3 line || { echo "winnowd did not get ready" >&2; return 1; }
  export WINNOW_SERVER
  WINNOW_SERVER=$(sed -E 's/.*"listen":"([^"]*)".*/\1/' <<<"$line")
  admin=$(sed -E 's/.*"admin":"([^"]*)".*/\1/' <<<"$line")
  echo "winnowd $server_pid: gRPC on $WINNOW_SERVER, admin on $admin, store in $work/store"
}

# Asks for a batch of a queue and so many items: sets batch and token, and exports it to batch.jsonl.
request_batch() {
  winnow -o json batch request --queue "$1" --labeler quickstart --max-items "$2" --lease 1h >"$work/grant.json"
  batch=$(field 'grant["batch"]')
  token=$(field 'grant["lease"]["token"]')
  echo "$batch"
  winnow batch export "$batch" --format jsonl >"$work/batch.jsonl"
}
field() { python3 -c 'import json, sys; grant = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$work/grant.json" "$1"; }

# A label for every item of an export. What it says is made up: the excerpt holds no transcripts.
make_labels() {
  python3 -c '
import json, sys
for line in sys.stdin:
    item = json.loads(line)
    if item["type"] == "item":
        print(json.dumps({"candidate_id": item["candidate_id"], "rubric": item["rubric"] + "@1",
                          "annotator": "00000000c0ffee00", "vendor": "quickstart",
                          "values": {"usable": True, "word_errors": 0}}))'
}

say "packages"
deploy/install_packages.sh build

say "build (preset release, in build/release; the first time takes some minutes)"
cmake --preset release -DWINNOW_TESTS=OFF >"$work/configure.log" || { cat "$work/configure.log"; exit 1; }
cmake --build --preset release --target winnowd winnow

say "server"
make_tokens
start_server
winnow() { "$bin/winnow" "$@"; }

say "sources, consent scopes, a policy that its four owners approve, queue, slices"
winnow source register -f $data/sources.yaml
winnow scope register -f $data/scopes.yaml
winnow policy create -f $data/policy.yaml
for role in data legal product ml; do
  winnow --token-file "$work/$role-owner.token" policy approve asr-review@1 --role $role >/dev/null
done
winnow policy show asr-review@1 | sed -n 1,8p
winnow queue create $queue -f $data/queue.yaml --policy asr-review@1
winnow slice set -f $data/slices.yaml

say "import of $(wc -l <$data/earnings21.jsonl) real candidates"
winnow candidate import --queue $queue $data/earnings21.jsonl

say "a batch of 100 for the labeler quickstart"
request_batch $queue 100
python3 $data/check_manifest.py --cap speaker=3 --cap call=8 "$work/batch.jsonl"

say "the slices: eligible, quota, filled, shortfall and why; then the first items"
winnow batch show "$batch" --limit 5

say "labels"
make_labels <"$work/batch.jsonl" | winnow label submit --batch "$batch" --token "$token" -
winnow queue status $queue

say "a release: held-out candidates, and a sample of them that decides"
for role in data legal product ml; do
  winnow --token-file "$work/$role-owner.token" policy approve release-evaluation@1 --role $role >/dev/null
done
winnow queue create exam --policy release-evaluation --release-under-test "${pair[0]},${pair[1]}" \
  --attribute session:KEYED_HASH
$data/answer.py exam slurp "${pair[@]}" | grep -E "\"slice\":\"($scenarios)\"" | winnow candidate import --queue exam -
winnow evaluation create --queue exam --releases "${pair[0]},${pair[1]}" --budget 160

say "its labels"
request_batch exam 160
$data/answer.py labels slurp "${pair[0]}" <"$work/batch.jsonl" | winnow label submit --batch "$batch" --token "$token" -

say "what is asked for, and what both releases made of the sample"
winnow release create -f $data/release.yaml
$data/answer.py outcomes slurp "${pair[@]}" <"$work/batch.jsonl" | winnow release evaluate agent-2 -

say "the verdict: PASS, BLOCK or UNDECIDED, and why (exit code 3 unless it passes)"
rc=0
winnow release gate agent-2 >"$work/gate.txt" || rc=$?
cat "$work/gate.txt"
[ $rc = 0 ] || [ $rc = 3 ]
verdict=$(awk '$2 ~ "^releases/agent-2/verdicts/" { print $1 }' "$work/gate.txt")

say "the report"
winnow release report agent-2 -O "$report"
echo "$report"

say "where to look"
echo "http://$admin/statusz"
echo "http://$admin/metrics"
if [ $keep = true ]; then
  echo "winnowd goes on running (kill -TERM $server_pid ends it): export WINNOW_SERVER=$WINNOW_SERVER"
  disown "$server_pid"
else
  stop_server
  echo "winnowd has drained and ended; --keep leaves it running"
fi
echo "the verdict about the release agent-2 is $verdict; the report: $report"
