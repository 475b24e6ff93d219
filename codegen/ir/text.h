// The IR as text: printing for people, dumps and tests; parsing for tests. What is printed parses back to the same
// function, but for source places and local names. Blocks print in reverse postorder, blocks and values numbered in
// that order (Numbering), so that text does not change with what passes have thrown away.
//
//   class Node(Base) { int value int, object next object }       fields: representation, name, type
//   slot Node.area @Node.area                                     the next vtable slot of Node; `slot Node.area @decl
//   @impl` global counter func @f(%0:int, %1:object?) -> int stage raw { b0:
//     %2:bool = int.compare %0, %0, lt
//     cond_br %2, b1, b2(%0)
//   b1 unwind b3(%1):
//     %3:object:elided = list.item %4, %0 no_overflow error b4
//   }
//
// Immediates come after the operands: class names, `Class:field`, `Class:slot`, `@function`, `$global`, `{check}`,
// strings, numbers, operators; constants as literals. Where a name is ambiguous, `#` and the id. `;` starts a comment.
// Parse errors name the line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "codegen/ir/module.h"

namespace spy::ir {

// The numbers that blocks and values have in text.
class Numbering {
 public:
  explicit Numbering(const Function& fn);
  const std::vector<BlockId>& blocks() const { return order_; }  // reachable ones in reverse postorder, then the others
  std::string Text(BlockId b) const;
  std::string Text(ValueId v) const;

 private:
  std::vector<BlockId> order_;
  std::vector<uint32_t> block_numbers_, value_numbers_;
};

std::string ToString(const Module& module, Type type);         // classes by name
std::string ToString(const Module& module, ConstId constant);  // as a literal
std::string Print(const Module& module, const Function& fn);
std::string PrintInst(const Module& module, const Function& fn, const Numbering& numbers, InstId inst);
std::string PrintDeclarations(const Module& module);  // classes, slots, globals
std::string Print(const Module& module);              // declarations and all functions

// Adds the declarations and functions of the text to the module. On an error false, with a message `line 3: ...`.
bool ParseText(std::string_view text, Module& module, std::string* error);

}  // namespace spy::ir
