// The memory functions that LLVM's code generator may call by itself. Linked into every compiled module as a native
// object (spylibc.o), never as bitcode: they must survive until after code generation.
#include <stddef.h>

extern "C" {

// Below this the start of `rep` costs more than all the rest.
constexpr size_t kSmall = 256;

__attribute__((used)) void* memcpy(void* to, const void* from, size_t n) {
  char* target = static_cast<char*>(to);
  const char* source = static_cast<const char*>(from);
  if (n >= kSmall) {
    asm volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(n) : : "memory");
    return to;
  }
  for (; n >= 8; n -= 8, target += 8, source += 8) {
    unsigned long word;
    __builtin_memcpy_inline(&word, source, 8);
    __builtin_memcpy_inline(target, &word, 8);
  }
  for (; n != 0; --n) *target++ = *source++;
  return to;
}

__attribute__((used)) void* memset(void* to, int value, size_t n) {
  char* target = static_cast<char*>(to);
  if (n >= kSmall) {
    asm volatile("rep stosb" : "+D"(target), "+c"(n) : "a"(value) : "memory");
    return to;
  }
  unsigned long word = 0x0101010101010101u * static_cast<unsigned char>(value);
  for (; n >= 8; n -= 8, target += 8) __builtin_memcpy_inline(target, &word, 8);
  for (; n != 0; --n) *target++ = static_cast<char>(value);
  return to;
}

__attribute__((used)) void* memmove(void* to, const void* from, size_t n) {
  char* target = static_cast<char*>(to);
  const char* source = static_cast<const char*>(from);
  if (target == source || n == 0) return to;
  if (target < source || target >= source + n) {
    for (; n >= 8; n -= 8, target += 8, source += 8) {
      unsigned long word;
      __builtin_memcpy_inline(&word, source, 8);
      __builtin_memcpy_inline(target, &word, 8);
    }
    for (; n != 0; --n) *target++ = *source++;
    return to;
  }
  for (; n >= 8; n -= 8) {
    unsigned long word;
    __builtin_memcpy_inline(&word, source + n - 8, 8);
    __builtin_memcpy_inline(target + n - 8, &word, 8);
  }
  for (; n != 0; --n) target[n - 1] = source[n - 1];
  return to;
}

__attribute__((used)) int memcmp(const void* a, const void* b, size_t n) {
  const unsigned char* x = static_cast<const unsigned char*>(a);
  const unsigned char* y = static_cast<const unsigned char*>(b);
  for (; n >= 8; n -= 8, x += 8, y += 8) {
    unsigned long wx, wy;
    __builtin_memcpy_inline(&wx, x, 8);
    __builtin_memcpy_inline(&wy, y, 8);
    if (wx != wy) break;
  }
  for (; n != 0; --n, ++x, ++y) {
    if (*x != *y) return *x < *y ? -1 : 1;
  }
  return 0;
}

__attribute__((used)) int bcmp(const void* a, const void* b, size_t n) { return memcmp(a, b, n); }

}  // extern "C"
