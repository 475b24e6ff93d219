// The verifier: whether a function is well-formed at its stage. Returns what is wrong as text (nothing: all well);
// never asserts, whatever the input. Three parts, each relying on the ones before having found nothing:
//   structure  ids in range, terminators last, stages' rules, handlers start with exc.catch, the entry has no
//   predecessors types      operands, results, immediates, block arguments, calls against their callees, fields,
//   returns dominance  every use is reached by its definition on all paths, also on the edges that leave from mid-block
// Ownership is verified by codegen/passes/ownership_verify.h, which shares no code with the pass that places the
// counts.
#pragma once
#include <string>
#include <vector>

#include "codegen/ir/module.h"
#include "codegen/ir/text.h"

namespace spy::ir {

std::vector<std::string> Verify(const Module& module, const Function& fn);
std::vector<std::string> Verify(const Module& module);  // all functions; messages name the function

// ---- for the verifier's own files
class VerifyReport {
 public:
  VerifyReport(const Module& module, const Function& fn) : module_(module), fn_(fn) {}
  void AddRaw(uint32_t block_index,
              const std::string& what);  // where nothing may be printed: ids are not to be trusted
  void Add(BlockId b, const std::string& what);
  void Add(BlockId b, InstId inst, const std::string& what);  // with the instruction's text
  bool empty() const { return errors_.empty(); }
  std::vector<std::string> Take() { return std::move(errors_); }

 private:
  const Module& module_;
  const Function& fn_;
  std::vector<std::string> errors_;
};
void VerifyStructure(const Function& fn, VerifyReport* report);
void VerifyTypes(const Module& module, const Function& fn, VerifyReport* report);
void VerifyDominance(const Function& fn, VerifyReport* report);

}  // namespace spy::ir
