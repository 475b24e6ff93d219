#include "codegen/lower/code_writer.h"

#include "runtime/include/generic_code.h"

namespace spy::lower {

void CodeWriter::Jump(Label label) {
  Word(kSpyJump);
  Position(label);
}

// A jump to what follows it does nothing.
void CodeWriter::DropJump(Label label) {
  bool is_last = !uses_.empty() && uses_.back().at + 1 == position() && uses_.back().label == label.index;
  if (!is_last || bound_at_ == position() || words_[position() - 2] != kSpyJump) return;
  uses_.pop_back();
  words_.resize(words_.size() - 2);
}

std::vector<uint32_t> CodeWriter::Take() {
  for (Use use : uses_) words_[use.at] = positions_[use.label];
  return std::move(words_);
}

}  // namespace spy::lower
