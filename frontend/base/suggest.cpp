#include "frontend/base/suggest.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace spy {

int EditDistance(std::string_view a, std::string_view b, int limit) {
  if (std::abs(int(a.size()) - int(b.size())) > limit) {
    return limit + 1;
  }
  // Three rows of the table are enough for swaps: the one before the last, the last, the current.
  std::vector<int> before(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) {
    last[j] = int(j);
  }
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = int(i);
    int best = current[0];
    for (size_t j = 1; j <= b.size(); ++j) {
      int replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replace, last[j] + 1, current[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
      best = std::min(best, current[j]);
    }
    if (best > limit) {
      return limit + 1;
    }
    std::swap(before, last);
    std::swap(last, current);
  }
  return std::min(last[b.size()], limit + 1);
}

std::string_view Suggest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  int limit = std::max(1, int(word.size()) / 3);
  for (std::string_view candidate : candidates) {
    if (candidate == word || candidate.empty()) {
      continue;
    }
    int distance = EditDistance(word, candidate, limit);
    if (distance <= limit && distance < int(std::max(word.size(), candidate.size()))) {
      best = candidate;
      limit = distance - 1;
    }
  }
  return best;
}

}  // namespace spy
