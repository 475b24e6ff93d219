#include "codegen/lower/call_cycles.h"

#include <algorithm>

namespace spy::lower {
namespace {

using Graph = std::vector<std::vector<uint32_t>>;

// The functions that a slot may hold for instances of the class and of those below it.
void AddTargets(const ir::Module& module, ir::ClassId cls, size_t slot, std::vector<uint32_t>& out) {
  for (const ir::Class& each : module.classes) {
    if (slot < each.vtable.size() && module.IsSubclass(each.id, cls) && each.vtable[slot].implementation) {
      out.push_back(each.vtable[slot].implementation.index);
    }
  }
}

std::vector<uint32_t> Callees(const ir::Module& module, const ir::Function& fn) {
  std::vector<uint32_t> out;
  for (const ir::Block& block : fn.blocks) {
    for (ir::InstId id : block.insts) {
      const ir::Inst& inst = fn.At(id);
      if (inst.op == ir::Op::kCall) out.push_back(uint32_t(inst.imm[0]));
      if (inst.op == ir::Op::kCallVirtual) AddTargets(module, inst.ImmId<ir::ClassId>(0), size_t(inst.imm[1]), out);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// Everything that `start` leads to and that is not seen yet, each behind what it leads to.
void Visit(const Graph& graph, uint32_t start, std::vector<bool>& seen, std::vector<uint32_t>& out) {
  std::vector<std::pair<uint32_t, size_t>> stack = {{start, 0}};
  seen[start] = true;
  while (!stack.empty()) {
    auto& [node, next] = stack.back();
    if (next == graph[node].size()) {
      out.push_back(node);
      stack.pop_back();
    } else if (uint32_t to = graph[node][next++]; !seen[to]) {
      seen[to] = true;
      stack.emplace_back(to, 0);
    }
  }
}

}  // namespace

// Strongly connected components, by two walks (Kosaraju).
std::vector<bool> FunctionsInCallCycles(const ir::Module& module) {
  const size_t count = module.functions.size();
  Graph forward(count), backward(count);
  for (uint32_t i = 0; i < count; ++i) {
    forward[i] = Callees(module, module.functions[i]);
    for (uint32_t callee : forward[i]) backward[callee].push_back(i);
  }
  std::vector<bool> seen(count), result(count);
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < count; ++i) {
    if (!seen[i]) Visit(forward, i, seen, order);
  }
  seen.assign(count, false);
  for (size_t i = count; i-- > 0;) {
    if (seen[order[i]]) continue;
    std::vector<uint32_t> component;
    Visit(backward, order[i], seen, component);
    for (uint32_t fn : component) {
      const bool itself = std::binary_search(forward[fn].begin(), forward[fn].end(), fn);
      result[fn] = component.size() > 1 || itself;
    }
  }
  return result;
}

}  // namespace spy::lower
