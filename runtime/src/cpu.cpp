// Whether this processor has what a module was built for (--march). Called before any other code of the module; this
// file, as all of the runtime's object, is built for every x86-64.
#include "runtime/src/internal.h"

namespace {

struct Leaf {
  uint32_t eax, ebx, ecx, edx;
};

Leaf CpuId(uint32_t leaf) {
  Leaf found;
  asm volatile("cpuid" : "=a"(found.eax), "=b"(found.ebx), "=c"(found.ecx), "=d"(found.edx) : "a"(leaf), "c"(0));
  return found;
}

// Which register states the kernel saves: without its help wide registers do not exist.
uint32_t SavedStates() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

bool SystemSaves(uint32_t leaf1, uint32_t leaf7) {
  constexpr uint32_t kAvx = 1u << 28, kOsSaves = 1u << 27, kAvx512 = 1u << 16;
  constexpr uint32_t kYmm = 0x6, kZmm = 0xE6;
  if ((leaf1 & kAvx) == 0) return true;
  if ((CpuId(1).ecx & kOsSaves) == 0) return false;
  uint32_t wanted = (leaf7 & kAvx512) != 0 ? kZmm : kYmm;
  return (SavedStates() & wanted) == wanted;
}

bool Has(uint32_t leaf1c, uint32_t leaf7b, uint32_t leaf7c, uint32_t extended) {
  if ((leaf1c & ~CpuId(1).ecx) != 0) return false;
  if ((leaf7b | leaf7c) != 0) {
    if (CpuId(0).eax < 7) return false;
    Leaf seven = CpuId(7);
    if (((leaf7b & ~seven.ebx) | (leaf7c & ~seven.ecx)) != 0) return false;
  }
  constexpr uint32_t kExtended = 0x80000001u;
  if (extended == 0) return true;
  return CpuId(0x80000000u).eax >= kExtended && (extended & ~CpuId(kExtended).ecx) == 0;
}

}  // namespace

// Words as codegen/emit/cpu_features.def numbers them. 0 with ImportError.
extern "C" int32_t spyrt_cpu_fits(uint32_t leaf1c, uint32_t leaf7b, uint32_t leaf7c, uint32_t extended) {
  if (Has(leaf1c, leaf7b, leaf7c, extended) && SystemSaves(leaf1c, leaf7b)) return 1;
  PyErr_SetString(PyExc_ImportError,
                  "this module was built for a processor with instructions that this one lacks (spyc build --march)");
  return 0;
}
