#include "codegen/emit/emit.h"

#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/thread.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

#include "codegen/emit/link.h"
#include "codegen/emit/optimise.h"
#include "codegen/emit/partition.h"
#include "codegen/emit/require_cpu.h"
#include "codegen/emit/runtime_blob.h"
#include "codegen/emit/target.h"

namespace spy::emit {
namespace {

// Brings the module to the point where code generation starts. Returns an error text.
std::string Prepare(llvm::Module& module, const EmitOptions& options, std::unique_ptr<llvm::TargetMachine>* machine) {
  std::string error;
  *machine = MakeTargetMachine(options.cpu, options.opt_level, &error);
  if (!*machine) return error;
  module.setTargetTriple(kTriple);
  module.setDataLayout((*machine)->createDataLayout());
#ifdef SPYC_VERIFY
  llvm::raw_string_ostream problems(error);
  if (llvm::verifyModule(module, &problems)) return "invalid LLVM module: " + problems.str();
#endif
  if (options.opt_level > 1) error = ImportRuntime(module);
  if (!options.cpu.empty()) RequireCpu(module, **machine);
  BindRuntime(module);
  if (error.empty()) Optimise(module, **machine, options.opt_level);
  return error;
}

std::string Generate(llvm::Module& module, llvm::TargetMachine& machine, llvm::CodeGenFileType type,
                     llvm::SmallVectorImpl<char>& out) {
  llvm::raw_svector_ostream stream(out);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type, /*DisableVerify=*/true)) {
    return "the target cannot emit this file type";
  }
  passes.run(module);
  return "";
}

// What became of one part of a module.
struct Object {
  llvm::SmallVector<char, 0> bytes;
  std::string error;
};

void CompileModule(llvm::Module& module, const EmitOptions& options, Object& object) {
  std::unique_ptr<llvm::TargetMachine> machine;
  object.error = Prepare(module, options, &machine);
  if (object.error.empty()) {
    object.error = Generate(module, *machine, llvm::CodeGenFileType::ObjectFile, object.bytes);
  }
}

// Each thread takes the next part that nobody has; their number does not show in the result.
void CompileParts(std::unique_ptr<llvm::Module> module, const std::vector<Part>& parts, const EmitOptions& options,
                  std::vector<Object>& objects) {
  constexpr unsigned kStackBytes = 256u << 20;  // reserved, as the main thread's
  SharedBitcode shared = MakeShared(std::move(module));
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < parts.size(); i = next++) {
      llvm::LLVMContext context;
      const std::string& bitcode = i == 0 ? shared.first : shared.others;
      std::unique_ptr<llvm::Module> part = LoadPart(bitcode, parts[i], context, &objects[i].error);
      if (part) CompileModule(*part, options, objects[i]);
    }
  };
  std::vector<llvm::thread> threads;
  size_t count = std::min<size_t>(parts.size(), std::max(1u, std::thread::hardware_concurrency()));
  for (size_t i = 1; i < count; ++i) threads.emplace_back(std::optional<unsigned>(kStackBytes), work);
  work();
  for (llvm::thread& thread : threads) thread.join();
}

}  // namespace

Result<SharedLibraryBytes> EmitSharedLibrary(std::unique_ptr<llvm::Module> module, const EmitOptions& options) {
  Result<SharedLibraryBytes> result;
  std::vector<Part> parts = PlanParts(*module);
  std::vector<Object> objects(parts.size());
  if (parts.size() == 1) {
    CompileModule(*module, options, objects[0]);
  } else {
    CompileParts(std::move(module), parts, options, objects);
  }
  std::vector<std::string_view> files;
  for (const Object& object : objects) {
    if (result.error.empty()) result.error = object.error;
    files.emplace_back(object.bytes.data(), object.bytes.size());
  }
  if (!result) return result;
  files.insert(files.end(), {RuntimeObject(), MemoryObject()});
  result.error = LinkShared(files, &result.value);
  return result;
}

Result<std::string> EmitText(std::unique_ptr<llvm::Module> module, const EmitOptions& options, TextKind kind) {
  Result<std::string> result;
  std::unique_ptr<llvm::TargetMachine> machine;
  result.error = Prepare(*module, options, &machine);
  if (!result) return result;
  if (kind == TextKind::kLlvm) {
    result.value = PrintModule(*module);
    return result;
  }
  llvm::SmallVector<char, 0> text;
  result.error = Generate(*module, *machine, llvm::CodeGenFileType::AssemblyFile, text);
  result.value.assign(text.begin(), text.end());
  return result;
}

std::string PrintModule(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

}  // namespace spy::emit
