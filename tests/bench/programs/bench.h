// Shared by the C++ twins: each defines Run; main runs it once to warm up, then `repeat` times, and prints the result
// and the CPU seconds of each run as JSON.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#ifndef RUN_RESULT
#define RUN_RESULT int64_t
#endif
RUN_RESULT Run(int64_t n);

inline double CpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}
inline void PrintResult(int64_t v) { std::printf("%lld", static_cast<long long>(v)); }
inline void PrintResult(double v) { std::printf("%.17g", v); }

int main(int, char** argv) {
  volatile int64_t n = std::atoll(argv[1]);
  const int repeat = std::atoi(argv[2]);
  std::printf("{\"seconds\": [");
  RUN_RESULT result{};
  for (int i = 0; i < repeat; ++i) {
    const double start = CpuSeconds();
    int64_t size = n;
    asm volatile("" : "+r"(size) : : "memory");  // keeps a pure Run between the two clock readings
    result = Run(size);
    asm volatile("" : : "g"(&result) : "memory");
    std::printf("%s%.9f", i ? ", " : "", CpuSeconds() - start);
  }
  std::printf("], \"result\": \"");
  PrintResult(result);
  std::printf("\"}\n");
}
