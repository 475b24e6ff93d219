// Interner: each distinct text once, as a `Name` that is compared and hashed by identity.
//
// One interner serves all files of a compilation (SourceManager owns it), so names of different modules compare equal.
// Names and their texts live as long as the interner. Ids are dense, in order of first appearance: usable as table
// index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "frontend/base/arena.h"

namespace spy {

// A handle of one pointer to an interned text. The default value is "no name": it is false, its text empty.
class Name {
 public:
  constexpr Name() = default;

  std::string_view view() const { return entry_ ? std::string_view(entry_->data, entry_->size) : std::string_view(); }
  // Dense number in its interner; only for names that are not empty.
  uint32_t id() const { return entry_->id; }
  bool empty() const { return entry_ == nullptr; }
  explicit operator bool() const { return entry_ != nullptr; }
  // The pointer value, for hashing.
  const void* key() const { return entry_; }

  friend bool operator==(Name a, Name b) { return a.entry_ == b.entry_; }
  friend bool operator==(Name a, std::string_view b) { return a.view() == b; }

 private:
  friend class Interner;
  struct Entry {
    const char* data;
    uint32_t size;
    uint32_t id;
    uint64_t hash;
  };
  explicit constexpr Name(const Entry* entry) : entry_(entry) {}

  const Entry* entry_ = nullptr;
};

class Interner {
 public:
  Interner();
  Interner(const Interner&) = delete;
  Interner& operator=(const Interner&) = delete;

  // The name of the text; the text is copied when it is new. The empty text gives the empty name.
  Name Intern(std::string_view text);
  // The name if the text was interned before, else the empty name.
  Name Find(std::string_view text) const;
  // Number of names: all ids are below it.
  size_t size() const { return entries_.size(); }
  Name ById(uint32_t id) const { return Name(entries_[id]); }

 private:
  void Grow();
  size_t Slot(std::string_view text, uint64_t hash) const;

  Arena arena_;
  std::vector<const Name::Entry*> entries_;
  std::vector<const Name::Entry*> table_;  // open addressing, size a power of two
};

}  // namespace spy

template <>
struct std::hash<spy::Name> {
  size_t operator()(spy::Name name) const { return std::hash<const void*>()(name.key()); }
};
