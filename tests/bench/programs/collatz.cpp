#include "bench.h"
static int64_t ChainLength(int64_t n) {
  int64_t steps = 0;
  for (; n != 1; ++steps) n = n % 2 == 0 ? n / 2 : 3 * n + 1;
  return steps;
}
int64_t Run(int64_t n) {
  int64_t best = 0, best_start = 0;
  for (int64_t start = 1; start < n; ++start) {
    int64_t steps = ChainLength(start);
    if (steps > best) best = steps, best_start = start;
  }
  return best_start * 1000 + best;
}
