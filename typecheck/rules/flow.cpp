#include "typecheck/rules/flow.h"

#include <algorithm>

#include "typecheck/types/relations.h"

namespace spy::check {
namespace {

// A union with more members than this says less than the declared type.
constexpr size_t kMaxJoinMembers = 8;

TypeRef JoinTypes(TypeStore& types, TypeRef a, TypeRef b) {
  if (a == b) return a;
  if (a == nullptr || b == nullptr) return nullptr;
  TypeRef joined = Join(types, a, b);
  return MembersOf(joined).size() > kMaxJoinMembers ? nullptr : joined;
}

PlaceState JoinStates(TypeStore& types, PlaceState a, PlaceState b) {
  if (a == b) return a;
  if (a.bound == Bound::kNo) return {b.type, Bound::kMaybe};
  if (b.bound == Bound::kNo) return {a.type, Bound::kMaybe};
  return {JoinTypes(types, a.type, b.type), std::min(a.bound, b.bound)};
}

}  // namespace

void Flow::Set(uint32_t place, PlaceState state) {
  if (place >= states_.size()) states_.resize(place + 1);
  states_[place] = state;
}

void Flow::Forget(uint32_t place) {
  if (place < states_.size()) states_[place].type = nullptr;
}

Flow Flow::Unreachable() {
  Flow flow;
  flow.reachable = false;
  return flow;
}

void Flow::Merge(TypeStore& types, const Flow& other) {
  if (!other.reachable) return;
  if (!reachable || (impossible && !other.impossible)) {
    *this = other;
    return;
  }
  if (other.impossible && !impossible) return;
  size_t count = std::max(states_.size(), other.states_.size());
  states_.resize(count);
  for (uint32_t place = 0; place < count; ++place) {
    states_[place] = JoinStates(types, states_[place], other.Get(place));
  }
}

void Flow::AssumeBindings(const Flow& other) {
  for (uint32_t place = 0; place < other.size(); ++place) {
    const PlaceState mine = Get(place), theirs = other.Get(place);
    if (theirs.bound < Bound::kAssumed || mine.bound == Bound::kYes) continue;
    Set(place, {mine.bound == Bound::kNo ? theirs.type : mine.type, Bound::kAssumed});
  }
}

void Flow::AdoptBindings(const Flow& other) {
  if (!reachable) return;
  for (uint32_t place = 0; place < other.size(); ++place) {
    PlaceState theirs = other.Get(place);
    if (Get(place).bound == Bound::kNo && theirs.bound != Bound::kNo) Set(place, {theirs.type, Bound::kMaybe});
  }
}

bool Flow::SameTypes(const Flow& other) const {
  if (reachable != other.reachable) return false;
  uint32_t count = std::max(size(), other.size());
  for (uint32_t place = 0; place < count; ++place) {
    PlaceState a = Get(place), b = other.Get(place);
    if (a.bound == Bound::kNo || b.bound == Bound::kNo) continue;
    if (a.type != b.type || a.bound != b.bound) return false;
  }
  return true;
}

}  // namespace spy::check
