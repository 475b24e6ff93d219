#include "codegen/lower/unit.h"

#include <algorithm>
#include <bit>

#include "codegen/lower/call_cycles.h"

namespace spy::lower {

ResultKind ResultKindOf(ir::Type type) {
  switch (type.kind) {
    case ir::TypeKind::kInt:
      return ResultKind::kInt;
    case ir::TypeKind::kFloat:
      return ResultKind::kFloat;
    case ir::TypeKind::kBool:
      return ResultKind::kBool;
    case ir::TypeKind::kNone:
      return ResultKind::kNone;
    case ir::TypeKind::kObject:
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInstance:
      return ResultKind::kPointer;
  }
  return ResultKind::kPointer;
}

Unit::Unit(const ir::Module& ir, llvm::Module& out, const LowerOptions& options)
    : ir(ir),
      out(out),
      context(out.getContext()),
      options(options),
      tables(ir, out),
      tbaa(context),
      debug(ir, out, options.debug_info),
      pointer(llvm::PointerType::get(context, 0)),
      i1(llvm::Type::getInt1Ty(context)),
      i8(llvm::Type::getInt8Ty(context)),
      i32(llvm::Type::getInt32Ty(context)),
      i64(llvm::Type::getInt64Ty(context)),
      f64(llvm::Type::getDoubleTy(context)),
      int_pair(llvm::StructType::get(i64, i64)),
      float_pair(llvm::StructType::get(f64, i64)),
      code(ir.functions.size()),
      fast(ir.functions.size()),
      class_code(ir.classes.size()),
      in_call_cycle(options.generic_only ? std::vector<bool>() : FunctionsInCallCycles(ir)) {}

llvm::Type* Unit::RepType(ir::Type type) const {
  switch (ir::RepOf(type)) {
    case ir::Rep::I64:
      return i64;
    case ir::Rep::F64:
      return f64;
    case ir::Rep::I1:
      return i1;
    case ir::Rep::Pointer:
      return pointer;
  }
  return pointer;
}

llvm::Type* Unit::ResultType(ir::Type type) const {
  switch (ResultKindOf(type)) {
    case ResultKind::kInt:
    case ResultKind::kBool:
      return llvm::StructType::get(i64, i32);
    case ResultKind::kFloat:
      return llvm::StructType::get(f64, i32);
    case ResultKind::kPointer:
      return pointer;
    case ResultKind::kNone:
      return i32;
  }
  return pointer;
}

llvm::FunctionType* Unit::FastType(const ir::Function& f) const {
  if (f.suspends != ir::Suspends::kNever) return llvm::FunctionType::get(pointer, {pointer, i64}, false);
  std::vector<llvm::Type*> params;
  for (ir::ValueId param : f.params) params.push_back(RepType(f.At(param).type));
  return llvm::FunctionType::get(ResultType(f.result), params, false);
}

llvm::FunctionCallee Unit::Runtime(llvm::StringRef name, llvm::Type* result, llvm::ArrayRef<llvm::Type*> params) {
  llvm::FunctionCallee callee = out.getOrInsertFunction(name, llvm::FunctionType::get(result, params, false));
  if (auto* fn = llvm::dyn_cast<llvm::Function>(callee.getCallee())) fn->addFnAttr(llvm::Attribute::NoUnwind);
  return callee;
}

llvm::CallInst* Unit::CallRuntime(llvm::IRBuilder<>& b, llvm::StringRef name, llvm::Type* result,
                                  llvm::ArrayRef<llvm::Value*> args) {
  std::vector<llvm::Type*> types;
  for (llvm::Value* arg : args) types.push_back(arg->getType());
  return b.CreateCall(Runtime(name, result, types), args);
}

llvm::Constant* Unit::PythonSymbol(llvm::StringRef name) {
  auto* symbol = llvm::cast<llvm::GlobalVariable>(out.getOrInsertGlobal(name, i8));
  symbol->setAlignment(llvm::Align(8));
  return symbol;
}

llvm::Constant* Unit::ExactType(ir::Type type) {
  switch (type.kind) {
    case ir::TypeKind::kInt:
      return PythonSymbol("PyLong_Type");
    case ir::TypeKind::kFloat:
      return PythonSymbol("PyFloat_Type");
    case ir::TypeKind::kBool:
      return PythonSymbol("PyBool_Type");
    case ir::TypeKind::kStr:
      return PythonSymbol("PyUnicode_Type");
    case ir::TypeKind::kBytes:
      return PythonSymbol("PyBytes_Type");
    case ir::TypeKind::kList:
      return PythonSymbol("PyList_Type");
    case ir::TypeKind::kTuple:
      return PythonSymbol("PyTuple_Type");
    case ir::TypeKind::kDict:
      return PythonSymbol("PyDict_Type");
    case ir::TypeKind::kSet:
      return PythonSymbol("PySet_Type");
    case ir::TypeKind::kNone:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kInstance:
      return nullptr;
  }
  return nullptr;
}

bool Unit::IsConst(const ir::Function& f, ir::ValueId v) const {
  static constexpr ir::Op kConstants[] = {ir::Op::kConstInt,  ir::Op::kConstFloat,  ir::Op::kConstBool,
                                          ir::Op::kConstNone, ir::Op::kConstObject, ir::Op::kConstUnbound,
                                          ir::Op::kBuiltin};
  ir::InstId def = f.At(v).def;
  return def && std::find(std::begin(kConstants), std::end(kConstants), f.At(def).op) != std::end(kConstants);
}

ir::ConstId Unit::ConstantOf(const ir::Inst& inst) {
  auto number = [&](ir::ConstKind kind, int64_t integer, double real) {
    return Pooled({.kind = kind, .text = {}, .integer = integer, .real = real, .items = {}});
  };
  if (inst.op == ir::Op::kConstInt) return number(ir::ConstKind::kInt, inst.imm[0], 0);
  if (inst.op == ir::Op::kConstFloat) return number(ir::ConstKind::kFloat, 0, std::bit_cast<double>(inst.imm[0]));
  if (inst.op == ir::Op::kConstBool) return number(inst.imm[0] ? ir::ConstKind::kTrue : ir::ConstKind::kFalse, 0, 0);
  if (inst.op == ir::Op::kConstNone) return NoneConst();
  return ir::ConstId{uint32_t(inst.imm[0])};
}

llvm::Value* Unit::ConstOperand(llvm::IRBuilder<>& b, const ir::Inst& inst) {
  auto word = [&](llvm::Constant* address) { return tbaa.MarkInvariant(b.CreateLoad(pointer, address)); };
  if (inst.op == ir::Op::kConstBool) return inst.imm[0] ? True() : False();
  if (inst.op == ir::Op::kConstNone) return None();
  if (inst.op == ir::Op::kConstUnbound) return Null();
  if (inst.op == ir::Op::kBuiltin) {
    return word(tables.BuiltinWord(tables.At(ir::ConstId{uint32_t(inst.imm[0])}).text));
  }
  bool is_pooled = inst.op == ir::Op::kConstInt || inst.op == ir::Op::kConstFloat || inst.op == ir::Op::kConstObject;
  return is_pooled ? word(tables.ConstWord(ConstantOf(inst))) : nullptr;
}

llvm::Value* Unit::At(llvm::IRBuilder<>& b, llvm::Value* base, int64_t offset) const {
  return offset == 0 ? base : b.CreateInBoundsGEP(b.getInt8Ty(), base, b.getInt64(uint64_t(offset)));
}

uint32_t Unit::Line(ir::FunctionId f, Span span) const {
  const ir::FunctionInfo& info = ir.infos[f.index];
  const SourceFile* source = ir.sources[info.source].source;
  return source ? source->Locate(span.begin).line : info.first_line;
}

uint32_t Unit::Place(ir::FunctionId f, Span span) {
  auto [known, is_new] = places_.try_emplace({f.index, span.begin, span.end}, 0);
  if (!is_new) return known->second;
  std::vector<SpyPlace>& places = code[f.index].places;
  const SourceFile* source = ir.sources[ir.infos[f.index].source].source;
  if (source && span.end > span.begin) {
    LineCol begin = source->Locate(span.begin), end = source->Locate(span.end);
    places.push_back({begin.line, end.line, begin.col, end.col});
  } else {
    uint32_t line = Line(f, span);
    places.push_back({line, line, kSpyNoColumn, kSpyNoColumn});
  }
  return known->second = uint32_t(places.size());
}

void Unit::Trace(llvm::IRBuilder<>& b, ir::FunctionId f, llvm::Value* place) {
  CallRuntime(b, "spyrt_traceback", b.getVoidTy(), {tables.Function(f), place});
}

namespace {

// The inline site of the handler that an error block leads to; 0: the function's own, or none.
uint32_t HandlerSite(const ir::Function& f, ir::BlockId block) {
  while (block) {
    ir::BlockId next;
    for (ir::InstId id : f.At(block).insts) {
      const ir::Inst& inst = f.At(id);
      if (inst.op == ir::Op::kExcCatch) return inst.inlined_at;
      if (inst.op == ir::Op::kBr) next = inst.targets[0].block;
    }
    block = next;
  }
  return 0;
}

}  // namespace

std::vector<Unit::RaisedAt> Unit::Raised(const ir::Function& f, const ir::Inst& inst) {
  std::vector<RaisedAt> found;
  Span span = inst.span;
  const uint32_t handler = HandlerSite(f, inst.error);
  bool traced = LeavesTraceback(inst.op);
  for (uint32_t site = inst.inlined_at; site != 0;) {
    const ir::InlineSite& inlined = f.inline_sites[site - 1];
    if (traced) found.push_back({inlined.callee, Place(inlined.callee, span), false});
    if (site == handler) return found;
    traced = true;
    span = inlined.call;
    site = inlined.inlined_at;
  }
  if (traced) found.push_back({f.id, Place(f.id, span), true});
  return found;
}

uint32_t Unit::TraceInlined(llvm::IRBuilder<>& b, const ir::Function& f, const ir::Inst& inst) {
  for (auto [function, place, own] : Raised(f, inst)) {
    if (own) return place;
    Trace(b, function, b.getInt32(place));
  }
  return 0;
}

bool LeavesTraceback(ir::Op op) { return op != ir::Op::kReraise && op != ir::Op::kRaiseBare; }

void CallOutOfLine(llvm::Function::iterator from, llvm::Function::iterator to) {
  for (auto block = from; block != to; ++block) {
    for (llvm::Instruction& instruction : *block) {
      auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction);
      llvm::Function* callee = call ? call->getCalledFunction() : nullptr;
      if (callee && callee->getName().starts_with("spyrt_fast_")) call->addFnAttr(llvm::Attribute::NoInline);
    }
  }
}

std::string RuntimeName(ir::Op op) {
  std::string name = "spyrt_" + std::string(ir::InfoOf(op).mnemonic);
  for (char& c : name) {
    if (c == '.') c = '_';
  }
  return name;
}

SlotAccess AccessOf(const ir::Module& module, ir::ClassId c, uint32_t slot) {
  const ir::VtableSlot& entry = module.At(c).vtable[slot];
  ir::FunctionInfo::Kind kind = module.infos[entry.declared.index].kind;
  SlotAccess access{entry.name, kind == ir::FunctionInfo::kPropertyGetter, kind == ir::FunctionInfo::kPropertySetter};
  size_t dot = access.name.find('.');
  if (access.is_setter && dot != std::string::npos) access.name.resize(dot);
  return access;
}

std::vector<Immediate> ImmediatesOf(Unit& unit, const ir::Inst& inst) {
  std::vector<Immediate> found;
  size_t next = 0;
  for (char letter : ir::InfoOf(inst.op).immediates) {
    uint32_t id = uint32_t(inst.imm[next]);
    switch (letter) {
      case 'k':
      case 'n':
      case 'v':
        found.push_back(id == UINT32_MAX ? Immediate{.address = unit.Null()} : Immediate{.constant = ir::ConstId{id}});
        break;
      case 'f':
        found.push_back({.address = unit.tables.Function(ir::FunctionId{id})});
        break;
      case 'c':
        found.push_back({.address = unit.tables.Class(ir::ClassId{id})});
        break;
      case 'g':
        found.push_back({.address = unit.tables.Global(ir::GlobalId{id})});
        break;
      case 't':
        found.push_back({.address = unit.tables.Check(ir::CheckId{id})});
        break;
      case 'd':
        found.push_back({.address = unit.tables.Field(ir::ClassId{id}, uint32_t(inst.imm[1]))});
        ++next;
        break;
      case 'm': {
        std::string name = AccessOf(unit.ir, ir::ClassId{id}, uint32_t(inst.imm[1])).name;
        found.push_back(
            {.constant = unit.Pooled({.kind = ir::ConstKind::kStr, .interned = true, .text = name, .items = {}})});
        ++next;
        break;
      }
      default:
        found.push_back({.number = inst.imm[next]});
        break;  // i, x, o: the number itself
    }
    ++next;
  }
  return found;
}

void AppendImmediates(Unit& unit, llvm::IRBuilder<>& b, const ir::Inst& inst, std::vector<llvm::Value*>& args) {
  for (const Immediate& immediate : ImmediatesOf(unit, inst)) {
    if (immediate.address) {
      args.push_back(immediate.address);
    } else if (immediate.constant) {
      llvm::Value* word = b.CreateLoad(unit.pointer, unit.tables.ConstWord(immediate.constant));
      args.push_back(unit.tbaa.MarkInvariant(llvm::cast<llvm::LoadInst>(word)));
    } else {
      args.push_back(b.getInt64(uint64_t(immediate.number)));
    }
  }
}

}  // namespace spy::lower
