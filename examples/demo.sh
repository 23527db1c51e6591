#!/bin/sh
# The shipped 2025 policies held against the example providers: decisions, one full explanation, one graph.
# Run by `make demo`; needs `meetlat` on the path.
set -eu
cd "$(dirname "$0")/.."
policies=policies/vgz/huisartsenzorg_2025
practices=examples/providers/practices.json
rhos=examples/providers/rhos.csv
day=2025-03-01

show() {
    printf '\n$ meetlat'
    for word in "$@"; do
        case $word in
        *' '*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n\n'
    meetlat "$@"
}

for policy in praktijk volgbeleid; do
    show evaluate $policies/$policy.policy $practices --as-of $day
done
for policy in rho rho_informatiesysteem rho_rta; do
    show evaluate $policies/$policy.policy $rhos --as-of $day
done
show why $policies/praktijk.policy $practices "Huisartsen Berkendonk" --as-of $day
show graph $policies/praktijk.policy --providers $practices --provider "Huisartsen Berkendonk" --as-of $day -o out/demo.svg
