// Results of fast bodies: {value, status} as runtime/include/abi.h says, made from raw values or from objects. Objects
// are converted by small cold functions, one per result form, which the module gets on first use.
#pragma once
#include "codegen/lower/unit.h"

namespace spy::lower {

// What an override gave, owned or null, must be what the method it overrides promises: else a TypeError and null.
// What an override's result must satisfy; none if anything goes.
ir::CheckId OverrideCheck(const Unit& unit, ir::FunctionId declared);
llvm::Value* CheckOverride(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::FunctionId declared);
// A result with status kSpyOk (of `value`), kSpyBoxed or kSpyError (`value` null).
llvm::Value* MakeResult(Unit& unit, llvm::IRBuilder<>& b, ir::Type type, llvm::Value* value, SpyStatus status);
// An owned object, or null for an exception -> the result; what does not have the expected form goes to
// spyrt_boxed_result.
llvm::Value* ConvertResult(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::Type type);
// The status of a returned result: i1 values `failed` (not kSpyOk), and which of the two it is.
llvm::Value* IsNotOk(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type);
llvm::Value* IsBoxed(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type);
// The raw value of a result that is kSpyOk.
llvm::Value* ResultValue(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type);
// What stands in spyrt_boxed_result: an owned reference.
llvm::Value* TakeBoxed(Unit& unit, llvm::IRBuilder<>& b);
// A result, not an error -> an owned object; null only if memory is out.
llvm::Value* BoxResult(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* result, ir::Type type);
// A raw value that the caller owns, if it is a pointer -> an owned object.
llvm::Value* BoxRaw(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* value, ir::Type type);
// Whether `object` is a complete instance of `c` or of a subclass. Emits blocks at the builder's place.
llvm::Value* IsCompleteInstance(Unit& unit, llvm::IRBuilder<>& b, llvm::Value* object, ir::ClassId c);

}  // namespace spy::lower
