#include "frontend/base/arena.h"

#include <algorithm>

namespace spy {

namespace {
constexpr size_t kFirstChunk = size_t{16} << 10;
constexpr size_t kLargestChunk = size_t{1} << 20;
}  // namespace

void* Arena::AllocateSlow(size_t size, size_t align) {
  // Chunks double, so that a small module costs little memory and a large one few system calls.
  size_t chunk = std::clamp(reserved_, kFirstChunk, kLargestChunk);
  chunk = std::max(chunk, size + align);
  chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(chunk));
  reserved_ += chunk;
  next_ = reinterpret_cast<uintptr_t>(chunks_.back().get());
  end_ = next_ + chunk;
  return Allocate(size, align);
}

}  // namespace spy
