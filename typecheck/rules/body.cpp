#include "typecheck/rules/body.h"

namespace spy::check {

uint32_t Body::PlaceOf(const VariableSymbol* variable) {
  auto [entry, added] = by_variable_.try_emplace(variable, uint32_t(places_.size()));
  if (added) places_.push_back({.variable = variable});
  return entry->second;
}

uint32_t Body::PlaceOfField(uint32_t parent, const VariableSymbol* field) {
  for (uint32_t i = 0; i < places_.size(); ++i) {
    if (places_[i].field == field && places_[i].parent == parent) return i;
  }
  places_.push_back({.parent = parent, .field = field});
  return uint32_t(places_.size() - 1);
}

}  // namespace spy::check
