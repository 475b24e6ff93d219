// spy-parse-bench [--repeat N] FILE...: speed from source text to syntax tree in CPU time, and the slowest file.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>

#include "frontend/parse/parse.h"

namespace {

using namespace spy;
// CPU time in milliseconds: what the parser takes, whatever else runs on the machine.
double Now() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

struct Totals {
  size_t files = 0, failed = 0, lines = 0, bytes = 0;
  double slowest = 0;
  std::string slowest_path;
};

// One pass over all files; the time of parsing alone.
double ParseAll(const SourceManager& sources, Totals* totals) {
  double sum = 0;
  for (const auto& file : sources.files()) {
    DiagnosticSink sink;
    double begin = Now();
    std::unique_ptr<ast::Module> module = parse::ParseModule(*file, sink);
    double time = Now() - begin;
    sum += time;
    if (totals) {
      totals->failed += sink.HasErrors();
      totals->lines += file->LineCount();
      totals->bytes += file->text().size();
      if (time > totals->slowest) {
        totals->slowest = time;
        totals->slowest_path = file->path();
      }
    }
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  int repeat = 5, first = 1;
  if (argc > 2 && std::strcmp(argv[1], "--repeat") == 0) {
    repeat = std::atoi(argv[2]);
    first = 3;
  }
  SourceManager sources;
  for (int i = first; i < argc; ++i) {
    std::string error;
    if (!sources.Load(argv[i], &error)) std::fprintf(stderr, "%s: %s\n", argv[i], error.c_str());
  }
  if (sources.files().empty()) {
    std::fprintf(stderr, "usage: spy-parse-bench [--repeat N] FILE...\n");
    return 2;
  }
  double cold = ParseAll(sources, nullptr);
  double best = cold;
  Totals totals;
  for (int i = 0; i < repeat; ++i) {
    totals = {};
    double time = ParseAll(sources, &totals);
    if (time < best) best = time;
  }
  std::printf("files %zu (with errors %zu), lines %zu, bytes %zu\n", sources.files().size(), totals.failed,
              totals.lines, totals.bytes);
  std::printf("first pass %.1f ms, best of %d passes %.1f ms: %.0f lines/s, %.1f MB/s\n", cold, repeat, best,
              double(totals.lines) / best * 1000, double(totals.bytes) / best / 1000);
  std::printf("slowest file %.2f ms: %s\n", totals.slowest, totals.slowest_path.c_str());
  return 0;
}
