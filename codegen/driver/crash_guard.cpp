#include "codegen/driver/crash_guard.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "codegen/driver/options.h"

namespace spy::driver {

namespace {

// AddressSanitizer has handlers of its own. gcc says so by a macro, clang by a feature.
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr size_t kStackBytes = size_t{512} << 20;  // reserved, not used: pages appear as they are touched
constexpr size_t kSignalStackBytes = size_t{64} << 10;

void OnFatalSignal(int number) {
  // Only async-signal-safe calls here.
  const char* name = number == SIGSEGV ? "SIGSEGV" : number == SIGABRT ? "SIGABRT" : "a fatal signal";
  const char start[] = "spyc: internal error (";
  const char end[] = "); please report it with the source\n";
  (void)!write(STDERR_FILENO, start, sizeof start - 1);
  (void)!write(STDERR_FILENO, name, strlen(name));
  (void)!write(STDERR_FILENO, end, sizeof end - 1);
  _exit(kInternal);
}

// A handler that runs on a stack overflow needs a stack of its own; it is per thread.
void UseSignalStack() {
  void* memory = mmap(nullptr, kSignalStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return;
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = kSignalStackBytes;
  sigaltstack(&stack, nullptr);
}

struct Job {
  const std::function<int()>& function;
  int result = kInternal;
};

void* RunJob(void* argument) {
  UseSignalStack();
  Job& job = *static_cast<Job*>(argument);
  job.result = job.function();
  return nullptr;
}

}  // namespace

void InstallCrashHandlers() {
  if (kSanitized) return;
  struct sigaction action{};
  action.sa_handler = OnFatalSignal;
  action.sa_flags = SA_ONSTACK | SA_RESETHAND;
  for (int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) sigaction(number, &action, nullptr);
}

int RunOnLargeStack(const std::function<int()>& function) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  Job job{function};
  pthread_t thread;
  if (pthread_create(&thread, &attributes, RunJob, &job) != 0) return function();
  pthread_join(thread, nullptr);
  return job.result;
}

}  // namespace spy::driver
