// A function of the IR: blocks of instructions over SSA values, with block arguments instead of phis.
//
// Stages. Raw and Optimised: no reference counts and no error edges; a block may name an `unwind` target, to which
// every instruction of the block that may raise transfers control. Its arguments are values available at the block's
// *entry*: the builder starts a new block whenever a variable that the handler can see is rebound, so that the
// variable's value is the same at every instruction of the block. Split: each raising instruction has an `error` block
// of its own (which releases what it must and branches to the handler or unwinds), block unwind targets are gone, and
// retain/release are explicit. One Split function is lowered twice: to a fast body and to a generic body.
//
// Owned by the ir::Module. Ids stay valid while instructions are appended; passes rebuild what they reorder.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "codegen/ir/ids.h"
#include "codegen/ir/op.h"
#include "codegen/ir/type.h"
#include "frontend/source/source.h"

namespace spy::ir {

enum class Stage : uint8_t { kRaw, kOptimised, kSplit };

enum class Ownership : uint8_t {
  kPlain,     // raw values, and constants: no reference to count
  kBorrowed,  // parameters; constants held by the module
  kOwned,     // results and block parameters of pointer type: consumed exactly once on every path (Split stage)
  kElided,  // an owned value whose count a fast body need not touch (SupportOf keeps it alive); generic bodies own it.
            // Its release is a no-op in a fast body, and a frame state names it as borrowed. It is live until that
            // release on every path; consuming it takes a retain. Operands of field.set, cell.set, list.set_item and
            // list.append may be elided: those take their new reference before they give the old one up.
};

// How a fast body holds an int in its 64-bit word. A frame state names signed and unsigned words; a residue never lives
// where one is needed (passes/word_forms.cpp).
enum class WordForm : uint8_t {
  kSigned,    // the value, in [-2**63, 2**63)
  kUnsigned,  // the value, in [0, 2**64)
  kResidue,   // the value modulo 2**64
};

struct Target {
  BlockId block;
  std::vector<ValueId> args;  // one per parameter of the block
};

struct Inst {
  Op op = Op::kUnreachable;
  bool no_overflow =
      false;  // int arithmetic whose guard cannot fail; items: the index is not negative (passes/ranges.h)
  bool non_negative = false;  // int.floordiv, int.mod: both operands are proven >= 0
  bool moved = false;  // Split, retain and release: the two cancel in a fast body (the reference changes its name)
  ValueId result;      // none for ops whose signature has no result or `-> none`
  std::vector<ValueId> operands;
  int64_t imm[2] = {0, 0};      // ids by index (-1: none), integers, or the bits of a double
  std::vector<Target> targets;  // terminators: br 1, cond_br 2 (true, false)
  BlockId error;                // Split: where control goes if it raises; none if it cannot
  Span span;                    // source place, for tracebacks and debug information
  uint32_t inlined_at = 0;      // index + 1 into Function::inline_sites; 0: the function's own code

  template <class IdType>
  IdType ImmId(int i) const {
    return IdType{uint32_t(imm[i])};
  }
  Operator ImmOperator() const { return Operator(imm[0]); }
};

// The immediate that stands for an id.
template <class Tag>
int64_t ToImm(Id<Tag> id) {
  return id ? int64_t(id.index) : -1;
}

struct Value {
  Type type;
  Ownership ownership = Ownership::kPlain;
  bool nullable = false;
  InstId def;                         // defining instruction, or none for parameters
  BlockId block;                      // block it is a parameter of, or in which it is defined
  WordForm word = WordForm::kSigned;  // of ints
};

struct Block {
  std::vector<ValueId> params;
  std::vector<InstId> insts;  // the last one is the terminator
  Target unwind;              // Raw and Optimised: handler of this block; none: leaves the function
  bool cold = false;          // error and handler blocks
};

struct InlineSite {
  FunctionId callee;
  Span call;
  uint32_t inlined_at;  // outer site, as in Inst
};

// Whether a function is the body of a generator or the like: it may hold yield, yield.from and await.next, is only
// named by gen.make, and runs on a SpyGen (runtime/include/abi.h). The order is that of SpyGenKind.
enum class Suspends : uint8_t { kNever, kGenerator, kCoroutine, kAsyncGenerator };

struct LocalName {  // for debug information: a source variable's values
  std::string name;
  ValueId value;
};

class Function {
 public:
  FunctionId id;
  std::string name;             // `Account.deposit`: module-unique, printable
  std::vector<ValueId> params;  // the entry block's parameters, borrowed; a closure's cells tuple comes first
  Type result;
  bool has_cells = false;  // first parameter is the tuple of cells
  Suspends suspends = Suspends::kNever;
  Stage stage = Stage::kRaw;
  BlockId entry;
  std::vector<Block> blocks;
  std::vector<Inst> insts;
  std::vector<Value> values;
  std::vector<InlineSite> inline_sites;
  std::vector<LocalName> local_names;

  Block& At(BlockId b) { return blocks[b.index]; }
  const Block& At(BlockId b) const { return blocks[b.index]; }
  Inst& At(InstId i) { return insts[i.index]; }
  const Inst& At(InstId i) const { return insts[i.index]; }
  Value& At(ValueId v) { return values[v.index]; }
  const Value& At(ValueId v) const { return values[v.index]; }

  BlockId NewBlock();
  // Appends to the block's parameters. Pointers are owned, except the entry block's, which are borrowed.
  ValueId NewParam(BlockId b, Type type, bool nullable = false);
  // Takes the instruction over; where its op has a result (HasResult) makes a value of that type, with the op's
  // ownership, defined in block b. Does not append it to the block.
  InstId NewInst(BlockId b, Inst inst, Type result_type = {}, bool nullable = false);
  InstId Terminator(BlockId b) const { return blocks[b.index].insts.empty() ? InstId{} : blocks[b.index].insts.back(); }
};

// What the result of the op holds when nothing has been elided: counted pointers are owned unless the op's row says B.
Ownership NaturalOwnership(Op op, Type type);
// What keeps an elided result of this instruction alive beside its own count: the container it was loaded from, or the
// value it is another name of. None for loads from module and class variables, and for ops whose results are never
// elided.
ValueId SupportOf(const Inst& inst);
// Whether references to values of this type are counted: pointers but None, which a fast body never counts.
inline bool IsCounted(Type type) { return IsPointer(type) && type.kind != TypeKind::kNone; }

}  // namespace spy::ir
