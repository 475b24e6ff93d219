// Removal of superfluous block parameters: those that always have one and the same value, and those without use.
#include <algorithm>
#include <utility>
#include <vector>

#include "codegen/ir/builder.h"

namespace spy::ir {
namespace {

class ParamRemover {
 public:
  explicit ParamRemover(Function& function)
      : fn_(function), index_(fn_.values.size()), same_as_(fn_.values.size()), passed_to_(fn_.values.size()) {}

  void Run() {
    CollectEdges();
    ReplaceTrivial();
    MarkLive();
    InferNullable();
    Rewrite();
  }

 private:
  bool IsParam(ValueId v) const { return !fn_.At(v).def && fn_.At(v).block != fn_.entry; }

  ValueId Find(ValueId v) {
    while (same_as_[v.index]) {
      ValueId next = same_as_[v.index];
      if (same_as_[next.index]) same_as_[v.index] = same_as_[next.index];
      v = next;
    }
    return v;
  }

  template <class Visit>
  void ForEachTarget(Visit visit) {
    for (Block& block : fn_.blocks) {
      if (block.unwind.block) visit(block.unwind);
      if (block.insts.empty()) continue;
      for (Target& target : fn_.At(block.insts.back()).targets) visit(target);
    }
  }

  void CollectEdges() {
    edges_.resize(fn_.blocks.size());
    for (Block& block : fn_.blocks) {
      for (uint32_t i = 0; i < block.params.size(); ++i) index_[block.params[i].index] = i;
    }
    ForEachTarget([&](Target& target) {
      edges_[target.block.index].push_back(&target);
      const std::vector<ValueId>& params = fn_.At(target.block).params;
      for (size_t i = 0; i < target.args.size() && i < params.size(); ++i) {
        passed_to_[target.args[i].index].push_back(params[i]);
      }
    });
  }

  // The one value that the parameter stands for; none if there are several (or no edge at all).
  ValueId OnlyValue(ValueId param) {
    ValueId only;
    for (const Target* target : edges_[fn_.At(param).block.index]) {
      ValueId arg = Find(target->args[index_[param.index]]);
      if (arg == param || arg == only) continue;
      if (only) return {};
      only = arg;
    }
    return only;
  }

  void ReplaceTrivial() {
    std::vector<ValueId> work;
    for (const Block& block : fn_.blocks) {
      for (ValueId param : block.params) {
        if (IsParam(param)) work.push_back(param);
      }
    }
    std::reverse(work.begin(), work.end());
    while (!work.empty()) {
      ValueId param = work.back();
      work.pop_back();
      if (same_as_[param.index]) continue;
      ValueId only = OnlyValue(param);
      if (!only) continue;
      same_as_[param.index] = only;
      // Whoever receives the parameter now receives the value: it may have become trivial.
      for (ValueId user : passed_to_[param.index]) {
        if (!same_as_[user.index]) work.push_back(user);
        passed_to_[only.index].push_back(user);
      }
    }
  }

  void MarkLive() {
    live_.assign(fn_.values.size(), false);
    std::vector<ValueId> work;
    auto mark = [&](ValueId v) {
      v = Find(v);
      if (live_[v.index]) return;
      live_[v.index] = true;
      if (IsParam(v)) work.push_back(v);
    };
    for (const Block& block : fn_.blocks) {
      for (InstId inst : block.insts) {
        for (ValueId operand : fn_.At(inst).operands) mark(operand);
      }
    }
    while (!work.empty()) {
      ValueId param = work.back();
      work.pop_back();
      for (const Target* target : edges_[fn_.At(param).block.index]) mark(target->args[index_[param.index]]);
    }
  }

  bool Stays(ValueId param) const { return !IsParam(param) || (!same_as_[param.index] && live_[param.index]); }

  // A parameter may be null exactly if an argument may.
  void InferNullable() {
    std::vector<ValueId> work;
    for (uint32_t v = 0; v < fn_.values.size(); ++v) {
      if (IsParam(ValueId{v})) fn_.values[v].nullable = false;
      if (fn_.values[v].nullable) work.push_back(ValueId{v});
    }
    while (!work.empty()) {
      ValueId source = work.back();
      work.pop_back();
      for (ValueId param : passed_to_[source.index]) {
        if (fn_.At(param).nullable) continue;
        fn_.At(param).nullable = true;
        work.push_back(param);
      }
    }
  }

  void Rewrite() {
    ForEachTarget([&](Target& target) {
      const std::vector<ValueId>& params = fn_.At(target.block).params;
      std::vector<ValueId> args;
      for (size_t i = 0; i < target.args.size(); ++i) {
        if (i >= params.size() || Stays(params[i])) args.push_back(Find(target.args[i]));
      }
      target.args = std::move(args);
    });
    for (Block& block : fn_.blocks) {
      std::erase_if(block.params, [&](ValueId param) { return !Stays(param); });
      for (InstId inst : block.insts) {
        for (ValueId& operand : fn_.At(inst).operands) operand = Find(operand);
      }
    }
    for (LocalName& name : fn_.local_names) name.value = Find(name.value);
    std::erase_if(fn_.local_names,
                  [&](const LocalName& name) { return IsParam(name.value) && !live_[name.value.index]; });
  }

  Function& fn_;
  std::vector<uint32_t> index_;                  // of a parameter in its block
  std::vector<ValueId> same_as_;                 // what a trivial parameter stands for
  std::vector<std::vector<ValueId>> passed_to_;  // parameters that receive a value
  std::vector<std::vector<Target*>> edges_;      // into each block
  std::vector<bool> live_;
};

}  // namespace

void RemoveTrivialParams(Function& function) { ParamRemover(function).Run(); }

}  // namespace spy::ir
