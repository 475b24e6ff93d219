// Arena: a bump allocator for values that die together (the nodes of a module, the types of a compilation).
//
// Whoever builds the values owns the arena; pointers into it stay valid until the arena is destroyed. Destructors of
// the allocated values never run, so only trivially destructible types are accepted. Running out of memory throws
// bad_alloc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace spy {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;

  // Raw storage of `size` bytes.
  void* Allocate(size_t size, size_t align) {
    uintptr_t start = (next_ + align - 1) & ~(uintptr_t(align) - 1);
    if (start + size > end_) [[unlikely]] {
      return AllocateSlow(size, align);
    }
    next_ = start + size;
    return reinterpret_cast<void*>(start);
  }

  // A value constructed in place.
  template <class T, class... Args>
  T* New(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    return ::new (Allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // An array of `count` value-initialised elements.
  template <class T>
  std::span<T> NewArray(size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    if (count == 0) {
      return {};
    }
    T* data = static_cast<T*>(Allocate(sizeof(T) * count, alignof(T)));
    for (size_t i = 0; i < count; ++i) {
      ::new (data + i) T{};
    }
    return {data, count};
  }

  // A copy of a range of trivially copyable elements.
  template <class T>
  std::span<T> Copy(const T* data, size_t count) {
    static_assert(std::is_trivially_copyable_v<T>, "the arena copies bytes");
    if (count == 0) {
      return {};
    }
    T* copy = static_cast<T*>(Allocate(sizeof(T) * count, alignof(T)));
    std::memcpy(static_cast<void*>(copy), data, sizeof(T) * count);
    return {copy, count};
  }
  template <class T>
  std::span<T> Copy(const std::vector<T>& values) {
    return Copy(values.data(), values.size());
  }

  // A copy of the text (not zero-terminated).
  std::string_view CopyString(std::string_view text) {
    std::span<char> copy = Copy(text.data(), text.size());
    return {copy.data(), copy.size()};
  }

  // Bytes taken from the system so far.
  size_t BytesReserved() const { return reserved_; }

 private:
  void* AllocateSlow(size_t size, size_t align);

  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  uintptr_t next_ = 0;
  uintptr_t end_ = 0;
  size_t reserved_ = 0;
};

}  // namespace spy
