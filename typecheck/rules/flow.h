// Flow: what is known at one point of a body: which variables are bound, and the narrowed type of each place.
//
// A place is a variable or a path of fields from one (`self.head.next`); the Body numbers them. A Flow is a value: it
// is copied where control splits and joined where it meets. It lives while its body is checked.
#pragma once
#include <cstdint>
#include <vector>

#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"
#include "typecheck/types/type_store.h"

namespace spy::check {

// kAssumed: bound, unless a context manager that hardly ever does so swallowed an exception. Tested where it is read,
// as kMaybe is, but not worth a word.
enum class Bound : uint8_t { kNo, kMaybe, kAssumed, kYes };

// What is known about one place. A null type is the declared type of the variable or field.
struct PlaceState {
  TypeRef type = nullptr;
  Bound bound = Bound::kYes;
  friend bool operator==(const PlaceState&, const PlaceState&) = default;
};

class Flow {
 public:
  bool reachable = true;
  // The types say that control cannot come here (`else` after all members of a union): checked and compiled, but it
  // asks for no `return`.
  bool impossible = false;

  // Places above the size have the default state.
  PlaceState Get(uint32_t place) const { return place < states_.size() ? states_[place] : PlaceState{}; }
  void Set(uint32_t place, PlaceState state);
  void Forget(uint32_t place);  // back to the declared type
  uint32_t size() const { return uint32_t(states_.size()); }

  // Nothing comes here: the neutral element of Merge.
  static Flow Unreachable();
  bool IsLive() const { return reachable && !impossible; }

  // Adds another way to come here.
  void Merge(TypeStore& types, const Flow& other);
  // Same types; a place that was unbound on one side and is `maybe` on the other does not count as a change.
  bool SameTypes(const Flow& other) const;
  // Places that are bound there, and not surely here, are assumed to be.
  void AssumeBindings(const Flow& other);
  // Takes over places that are unbound here and may be bound there.
  void AdoptBindings(const Flow& other);

 private:
  std::vector<PlaceState> states_;
};

}  // namespace spy::check
