#!/usr/bin/env bash
# FLANN 1.9.2 (Debian 12): a search by histogram intersection returns the histogram that has least in common with the
# query.
# One expects: HistIntersectionDistance, listed in its manual among the distances, is 0 for equal normalised
# histograms and 1 for disjoint ones, so that the nearest is the most alike.
# Seen: it is the intersection itself, sum min(p, q): 1 for equal ones, 0 for disjoint ones. Every index looks for the
# smallest number. Asked for the neighbour of (1/2, 1/2, 0, 0) among itself and (0, 0, 1/2, 1/2), a linear search
# returns the second. The Hellinger distance of the same library returns the first.
# Beside VectorLoss: every loss of two inputs falls as they grow alike; 1 less this number would, too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download libflann-dev=1.9.2+dfsg-1+deb12u1 liblz4-dev=1.9.4-1 > /dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" root; done
cat > probe.cpp <<'PROGRAM'
#include <flann/flann.hpp>
#include <cstdio>
float rows[] = {0.5f, 0.5f, 0, 0, 0, 0, 0.5f, 0.5f};
template <class Distance> void search()
{
    flann::Index<Distance> index(flann::Matrix<float>(rows, 2, 4), flann::LinearIndexParams());
    index.buildIndex();
    int place[1];
    float distance[1];
    flann::Matrix<int> places(place, 1, 1);
    flann::Matrix<float> distances(distance, 1, 1);
    index.knnSearch(flann::Matrix<float>(rows, 1, 4), places, distances, 1, flann::SearchParams());
    std::printf("%d at %.1f ", place[0], distance[0]);
}
int main()
{
    search<flann::HistIntersectionDistance<float>>();
    search<flann::HellingerDistance<float>>();
}
PROGRAM
g++ -std=c++14 -I root/usr/include probe.cpp root/usr/lib/*/liblz4.a -lpthread -o probe
found=$(./probe)
expected='1 at 0.0 0 at 0.0 '
echo "FLANN 1.9.2: neighbour of row 0 by histogram intersection, by Hellinger: $found"
[ "$found" = "$expected" ] || { echo "changed: expected $expected"; exit 1; }
