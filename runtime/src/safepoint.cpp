// Loop safepoints and the stack guard: Ctrl-C, other threads' turn, and RecursionError instead of a crash.
#include "runtime/src/internal.h"

extern "C" {
__thread uintptr_t spyrt_stack_limit = 0;  // no frame may lie below; 0: not known yet in this thread
}

namespace {

// ---- safepoints

constexpr uint64_t kQuietCycles = 1 << 20;  // a fraction of a millisecond
// A thread that waits for the lock asks for it after 5 ms without a signal of its release (CPython's switch interval),
// and only then does a release hand it over: releasing more often would starve that thread.
constexpr uint64_t kYieldCycles = 1 << 25;  // about 10 ms
uint64_t last_look = 0, last_yield = 0, last_turns = 0;
constexpr int32_t kMostTurns = 1024;
int32_t turns_at_once = 8;  // of generic bodies: from where they count down

// ---- system calls of Linux x86-64, as there is no libc

long SystemCall(long number, long a, long b, long c, long d) {
  long result;
  register long r10 asm("r10") = d;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
constexpr long kRead = 0, kOpen = 2, kClose = 3, kPrlimit64 = 302;
constexpr long kGetPid = 39, kGetTid = 186;

// Reads /proc/self/maps line by line for the mapping that holds `address`.
class MapsReader {
 public:
  bool Find(uintptr_t address, uintptr_t* low, uintptr_t* high) {
    file_ = SystemCall(kOpen, reinterpret_cast<long>("/proc/self/maps"), 0, 0, 0);
    if (file_ < 0) return false;
    bool found = false;
    while (!found && ReadLine(low, high)) found = *low <= address && address < *high;
    SystemCall(kClose, file_, 0, 0, 0);
    return found;
  }

 private:
  int Next() {
    if (at_ == size_) {
      size_ = SystemCall(kRead, file_, reinterpret_cast<long>(buffer_), sizeof buffer_, 0);
      at_ = 0;
      if (size_ <= 0) return -1;
    }
    return static_cast<unsigned char>(buffer_[at_++]);
  }
  // "low-high ..."; false at the end of the file.
  bool ReadLine(uintptr_t* low, uintptr_t* high) {
    *low = 0;
    uintptr_t value = 0;
    for (int c = Next();; c = Next()) {
      if (c < 0) return false;
      if (c == '-') {
        *low = value;
        value = 0;
      } else if (c == ' ') {
        break;
      } else {
        value = value * 16 + static_cast<uintptr_t>(c >= 'a' ? c - 'a' + 10 : c - '0');
      }
    }
    *high = value;
    for (int c = Next(); c != '\n'; c = Next()) {
      if (c < 0) return false;
    }
    return true;
  }

  long file_ = -1;
  long at_ = 0, size_ = 0;
  char buffer_[1024];
};

constexpr uintptr_t kAssumedStack = 8u << 20;  // where nothing is known
constexpr uintptr_t kMaxStack = 64u << 20;     // of an "unlimited" main thread
constexpr uintptr_t kGuardGap = 1u << 20;      // the kernel keeps this distance to the next mapping

// How far the stack of this thread may grow: the main thread's to its resource limit, another's to its mapping's end.
uintptr_t LowestAddress(uintptr_t here) {
  uintptr_t low = 0, high = 0;
  MapsReader reader;
  bool known = reader.Find(here, &low, &high);
  if (known && SystemCall(kGetPid, 0, 0, 0, 0) != SystemCall(kGetTid, 0, 0, 0, 0)) return low;
  uint64_t limits[2] = {kAssumedStack, kAssumedStack};
  constexpr long kStackLimit = 3;
  SystemCall(kPrlimit64, 0, kStackLimit, 0, reinterpret_cast<long>(limits));
  uintptr_t budget = limits[0] < kMaxStack ? limits[0] : kMaxStack;
  if (budget > 2 * kGuardGap) budget -= kGuardGap;
  uintptr_t top = known ? high : here;
  return top - budget < here ? top - budget : here;
}

}  // namespace

extern "C" {

// Half of what is left stays for CPython's own C code, which compiled code may call at any depth.
SPYRT_COLD void spyrt_stack_init() {
  uintptr_t here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  spyrt_stack_limit = here - (here - LowestAddress(here)) / 2;
}

SPYRT_COLD void spyrt_stack_overflow() { PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded"); }

// Signals, and the interpreter lock for threads that wait for it. What it costs is bounded by looking at the clock
// first.
SPYRT_COLD int32_t spyrt_safepoint_slow() {
  uint64_t now = __builtin_ia32_rdtsc();
  if (now - last_look < kQuietCycles) return 0;
  last_look = now;
  if (PyErr_CheckSignals() < 0) return -1;
  if (now - last_yield < kYieldCycles) return 0;
  last_yield = now;
  PyEval_RestoreThread(PyEval_SaveThread());
  return 0;
}

// Short turns are looked at seldom, long ones often: what lies between two looks is about kQuietCycles.
SPYRT_COLD int32_t spyrt_safepoint_turns(int32_t turns) {
  uint64_t now = __builtin_ia32_rdtsc(), passed = now - last_turns;
  last_turns = now;
  if (spyrt_safepoint_slow() < 0) return -1;
  if (passed < kQuietCycles / 2) return turns < kMostTurns ? turns * 2 : turns;
  if (passed < kQuietCycles * 2) return turns;
  uint64_t fewer = static_cast<uint64_t>(turns) * kQuietCycles / passed;
  return fewer == 0 ? 1 : static_cast<int32_t>(fewer);
}

int32_t spyrt_turns_left = 0;

SPYRT_COLD int32_t spyrt_safepoint_look() {
  spyrt_turns_left = turns_at_once;
  int32_t turns = spyrt_safepoint_turns(turns_at_once);
  if (turns < 0) return -1;
  spyrt_turns_left = turns_at_once = turns;
  return 0;
}
PyObject* spyrt_safepoint() { return --spyrt_turns_left > 0 || spyrt_safepoint_look() == 0 ? NewNone() : nullptr; }

}  // extern "C"

namespace {
uint64_t chaos_state = 0x9E3779B97F4A7C15u;
}

extern "C" {

void spyrt_chaos_seed(int64_t seed) {
  chaos_state = static_cast<uint64_t>(seed) * 0x9E3779B97F4A7C15u + 0xD1B54A32D192ED03u;
  if (chaos_state == 0) chaos_state = 1;
}

// True in about one of 16 calls: xorshift64, so that a seed repeats a run.
int32_t spyrt_chaos() {
  chaos_state ^= chaos_state << 13;
  chaos_state ^= chaos_state >> 7;
  chaos_state ^= chaos_state << 17;
  return (chaos_state >> 32 & 15) == 0;
}

}  // extern "C"
