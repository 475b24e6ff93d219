#include "frontend/base/interner.h"

#include <cstring>

namespace spy {

namespace {

// Eight bytes at a time, folded by multiplication: names are short, so this beats a general hash.
uint64_t HashText(std::string_view text) {
  constexpr uint64_t kMultiplier = 0x9E3779B97F4A7C15ull;
  uint64_t hash = text.size() * kMultiplier;
  const char* data = text.data();
  size_t left = text.size();
  while (left >= 8) {
    uint64_t word;
    std::memcpy(&word, data, 8);
    hash = (hash ^ word) * kMultiplier;
    hash ^= hash >> 32;
    data += 8;
    left -= 8;
  }
  uint64_t word = 0;
  for (size_t i = 0; i < left; ++i) {
    word |= uint64_t(static_cast<unsigned char>(data[i])) << (8 * i);
  }
  hash = (hash ^ word) * kMultiplier;
  return hash ^ (hash >> 29);
}

constexpr size_t kInitialSlots = 1024;

}  // namespace

Interner::Interner() : table_(kInitialSlots, nullptr) {}

size_t Interner::Slot(std::string_view text, uint64_t hash) const {
  size_t mask = table_.size() - 1;
  size_t slot = hash & mask;
  while (const Name::Entry* entry = table_[slot]) {
    if (entry->hash == hash && entry->size == text.size() && std::memcmp(entry->data, text.data(), text.size()) == 0) {
      return slot;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

Name Interner::Intern(std::string_view text) {
  if (text.empty()) {
    return Name();
  }
  uint64_t hash = HashText(text);
  size_t slot = Slot(text, hash);
  if (const Name::Entry* entry = table_[slot]) {
    return Name(entry);
  }
  std::string_view copy = arena_.CopyString(text);
  const Name::Entry* entry =
      arena_.New<Name::Entry>(copy.data(), uint32_t(copy.size()), uint32_t(entries_.size()), hash);
  table_[slot] = entry;
  entries_.push_back(entry);
  if (entries_.size() * 2 > table_.size()) {
    Grow();
  }
  return Name(entry);
}

Name Interner::Find(std::string_view text) const {
  return text.empty() ? Name() : Name(table_[Slot(text, HashText(text))]);
}

void Interner::Grow() {
  std::vector<const Name::Entry*> larger(table_.size() * 2, nullptr);
  size_t mask = larger.size() - 1;
  for (const Name::Entry* entry : entries_) {
    size_t slot = entry->hash & mask;
    while (larger[slot]) {
      slot = (slot + 1) & mask;
    }
    larger[slot] = entry;
  }
  table_ = std::move(larger);
}

}  // namespace spy
