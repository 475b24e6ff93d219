// Generic bodies as data. The compiler writes each as 32-bit words (codegen/lower/generic.cpp), and spyrt_generic
// (runtime/src/generic.cpp) executes them: nearly every instruction is a call of the runtime function of an op, so that
// machine code would be larger, slow to generate and hardly faster. Constant data of the module; no pointers inside.
//
// A body begins with `room`, the most items that one of its instructions passes, and with the position of each resume
// point, from 0. Positions count from the body's first word.
#pragma once

// Operands are words, too: index << kSpyBaseBits | base.
enum SpyBase {
  kSpySlots,      // of the frame
  kSpyConsts,     // module->consts
  kSpyBuiltins,   // module->builtins
  kSpyAddresses,  // module->addresses: runtime functions, descriptors, numbers
};
enum { kSpyBaseBits = 2, kSpyMaxArguments = 6 };

// The low byte of an instruction's first word. Comparisons and arithmetic of ints have steps of their own, which do
// small ones without a call: (name, C++ operator), in the order of ir::Operator, and (name, function of the op). The
// rows of Run0 and of Swap follow each other by number.
#define SPY_GENERIC_COMPARISONS(X) X(Less, <) X(LessEqual, <=) X(Equal, ==) X(NotEqual, !=) X(More, >) X(MoreEqual, >=)
#define SPY_GENERIC_ARITHMETIC(X) \
  X(Add, add) X(Sub, sub) X(Mul, mul) X(FloorDiv, floordiv) X(Mod, mod) X(And, and) X(Or, or) X(Xor, xor) X(Shr, shr)
#define SPY_GENERIC_CALLS(X) X(Run) X(Run0) X(Run1) X(Run2) X(Run3) X(RunItems)
#define SPY_GENERIC_MOVES(X) X(Retain) X(Release) X(Copy) X(Swap) X(Swap2) X(Swap3)
#define SPY_GENERIC_BRANCHES(X) X(Jump) X(Branch) X(Test) X(Safepoint) SPY_GENERIC_COMPARISONS(X)
#define SPY_GENERIC_ENDS(X) X(Return) X(ReturnOwn) X(Leave) X(Trace) X(Yield) X(YieldOwn) X(Delegate) X(Sent)
#define SPY_GENERIC_OPS(X) \
  SPY_GENERIC_CALLS(X) SPY_GENERIC_MOVES(X) SPY_GENERIC_BRANCHES(X) SPY_GENERIC_ARITHMETIC(X) SPY_GENERIC_ENDS(X)
enum SpyGenericOp {
#define SPY_GENERIC_OP(name, ...) kSpy##name,
  SPY_GENERIC_OPS(SPY_GENERIC_OP)
#undef SPY_GENERIC_OP
};
// What stands in the other bytes, and in the words behind:
//   Run        A call of a runtime function that gives a new reference, or null with an exception. Bytes: arguments;
//              0; whether null without an exception is a value. Words: callee, landing (0: never raises), slot of the
//              result or kSpyNoSlot, arguments.
//   Run0..3    The same with so many arguments, not nullable.
//   Add ...    Run2 of int.add and the like. What lies in the slot of the result is dead and may be written over.
//   RunItems   The same with the items as two arguments (array, count) among the others. Bytes: arguments before and
//              behind them; nullable. Words: callee, landing, slot, number of items, items, arguments.
//   Retain     operand, slot
//   Release    slot
//   Jump       position
//   Copy       operand, slot
//   Swap       slot, slot;  Swap2, Swap3: so many pairs, one after the other. The arguments of a branch go into their
//              parameters' slots like this, where the other slot's object is dead: its box may do for the next result.
//   Safepoint  landing
//   Less ...   int.compare, and a branch on its outcome. Byte: the comparison, as its runtime function wants it. Words:
//              landing, two operands, two positions.
//   Test       int.truth, and a branch on its outcome. Words: landing, operand, two positions.
//   Branch     operand (True or not), two positions
//   Return     operand;  ReturnOwn: slot, emptied;  Leave: returns null
//   Trace      function (an operand), place
//   Yield      operand, resume point;  YieldOwn: slot, emptied, and resume point
//   Delegate   Byte: whether of `async for`. Words: operand, resume point, landing, slot.
//   Sent       where a generator goes on. Byte: the same. Words: landing, slot.
enum { kSpyNoSlot = 0xffffffffu };
