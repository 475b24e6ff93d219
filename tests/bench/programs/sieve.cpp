#include "bench.h"
int64_t Run(int64_t n) {
  std::vector<uint8_t> prime(n + 1, 1);
  prime[0] = prime[1] = 0;
  for (int64_t i = 2; i * i <= n; ++i)
    if (prime[i])
      for (int64_t j = i * i; j <= n; j += i) prime[j] = 0;
  int64_t count = 0;
  for (uint8_t flag : prime) count += flag;
  return count;
}
