#include "codegen/ir/type.h"

#include <string_view>

namespace spy::ir {
namespace {

constexpr Rep kReps[] = {
#define SPY_IR_TYPE(name, mnemonic, rep) Rep::rep,
#include "codegen/ir/types.def"
};
constexpr std::string_view kMnemonics[] = {
#define SPY_IR_TYPE(name, mnemonic, rep) mnemonic,
#include "codegen/ir/types.def"
};

}  // namespace

Rep RepOf(Type type) { return kReps[size_t(type.kind)]; }

std::string ToString(Type type) {
  std::string text(kMnemonics[size_t(type.kind)]);
  if (type.kind == TypeKind::kInstance) text += "<" + std::to_string(type.class_id.index) + ">";
  return text;
}

}  // namespace spy::ir
