#define RUN_RESULT double
#include "bench.h"
using Vec = std::vector<double>;
static double Entry(int64_t i, int64_t j) { return 1.0 / double((i + j) * (i + j + 1) / 2 + i + 1); }
static void Times(const Vec& v, Vec& out, bool transposed) {
  int64_t n = int64_t(v.size());
  for (int64_t i = 0; i < n; ++i) {
    double total = 0;
    for (int64_t j = 0; j < n; ++j) total += (transposed ? Entry(j, i) : Entry(i, j)) * v[j];
    out[i] = total;
  }
}
double Run(int64_t n) {
  Vec u(n, 1.0), v(n), t(n);
  for (int k = 0; k < 10; ++k) Times(u, t, false), Times(t, v, true), Times(v, t, false), Times(t, u, true);
  double uv = 0, vv = 0;
  for (int64_t i = 0; i < n; ++i) uv += u[i] * v[i], vv += v[i] * v[i];
  return std::sqrt(uv / vv);
}
