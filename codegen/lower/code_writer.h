// The words of one generic body while they are written (runtime/include/generic_code.h): positions may be named before
// they are known. A value; the words belong to the caller once taken.
#pragma once
#include <cstdint>
#include <vector>

namespace spy::lower {

class CodeWriter {
 public:
  struct Label {
    uint32_t index;
  };

  Label NewLabel() {
    positions_.push_back(0);
    return {uint32_t(positions_.size() - 1)};
  }
  void Bind(Label label) {
    DropJump(label);
    positions_[label.index] = position();
    bound_at_ = position();
  }
  void Word(uint32_t word) { words_.push_back(word); }
  void Words(const std::vector<uint32_t>& words) { words_.insert(words_.end(), words.begin(), words.end()); }
  void Position(Label label) {
    uses_.push_back({position(), label.index});
    words_.push_back(0);
  }
  void Jump(Label label);
  std::vector<uint32_t> Take();

 private:
  struct Use {
    uint32_t at, label;
  };
  uint32_t position() const { return uint32_t(words_.size()); }
  void DropJump(Label label);

  std::vector<uint32_t> words_, positions_;
  std::vector<Use> uses_;
  uint32_t bound_at_ = 0;  // the last position that has a label
};

}  // namespace spy::lower
