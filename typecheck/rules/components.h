// Strongly connected components of a graph of numbered nodes, for closing facts over calls in one pass.
//
// Pure function; no errors. Iterative: graphs of any depth are fine.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace spy::check {

// The component of each node. They are numbered from 0 in an order in which every edge leads to the same or to an
// earlier component: going through them in order, what a node depends on is finished before it.
std::vector<uint32_t> StronglyConnected(std::span<const std::vector<uint32_t>> edges);

}  // namespace spy::check
