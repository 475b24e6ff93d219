// The rows of the tables, in the order of runtime/include/abi.h.
#include <llvm/IR/Constants.h>

#include <algorithm>

#include "interop/abi/row.h"
#include "interop/abi/tables.h"

namespace spy::abi {

// The runtime's enumerations repeat the IR's: one number serves both.
static_assert(int(kSpyFrozenSet) == int(ir::ConstKind::kFrozenSet) && int(kSpyTuple) == int(ir::ConstKind::kTuple));
static_assert(int(kSpyCheckLiteral) == int(ir::CheckKind::kLiteral) &&
              int(kSpyCheckInstance) == int(ir::CheckKind::kInstance));
static_assert(int(kSpyKwArgs) == int(ir::ParamKind::kKwArgs));
static_assert(int(kSpyThunk) == int(ir::FunctionInfo::kThunk) && int(kSpyLambda) == int(ir::FunctionInfo::kLambda));
static_assert(int(kSpyAsyncGenerator) == int(ir::Suspends::kAsyncGenerator) - 1);
static_assert(int(kSpyFieldObject) == int(ir::FieldRep::kObject));

llvm::Constant* Tables::ConstRow(const ir::Const& c) {
  bool is_sequence = c.kind == ir::ConstKind::kTuple || c.kind == ir::ConstKind::kFrozenSet;
  return Row(layouts_.constant)
      .Int(int64_t(c.kind))
      .Int(c.interned)
      .Pointer(Text(c.text))
      .Int(int64_t(is_sequence ? c.items.size() : c.text.size()))
      .Int(c.integer)
      .Real(c.real)
      .Pointer(Indices(c.items))
      .Done();
}

llvm::Constant* Tables::CheckRow(const ir::TypeCheck& check) {
  std::vector<llvm::Constant*> children;
  for (ir::CheckId child : check.children) children.push_back(Check(child));
  bool is_literal = check.kind == ir::CheckKind::kLiteral;
  return Row(layouts_.check)
      .Int(int64_t(check.kind))
      .Int(int64_t(is_literal ? check.children_consts.size() : children.size()))
      .Pointer(Text(check.name))
      .Pointer(Text(check.module))
      .Pointer(check.class_id ? Class(check.class_id) : Null())
      .Pointer(Array(llvm::PointerType::get(context_, 0), children, "spy.children", true))
      .Pointer(Indices(check.children_consts))
      .Null()
      .Done();
}

llvm::Constant* Tables::ParamRow(const ir::Param& param) {
  ir::ConstId name = AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = param.name, .items = {}});
  return Row(layouts_.param)
      .Id(name)
      .Int(int64_t(param.kind))
      .Pointer(Optional(param.check))
      .Int(param.has_default)
      .Id(param.annotation_text)
      .Done();
}

llvm::Constant* Tables::ExitRows(const FunctionCode& code) {
  std::vector<llvm::Constant*> rows;
  for (const ExitCode& exit : code.exits) {
    std::vector<llvm::Constant*> live;
    for (SpyLive value : exit.live) live.push_back(Row(layouts_.live).Int(value.slot).Int(value.kind).Done());
    rows.push_back(Row(layouts_.exit)
                       .Int(exit.resume)
                       .Int(int64_t(live.size()))
                       .Pointer(Array(layouts_.live, live, "spy.live", true))
                       .Done());
  }
  return Array(layouts_.exit, rows, "spy.exits", true);
}

llvm::Constant* Tables::PlaceRows(const ir::FunctionInfo& info, const FunctionCode& code) {
  std::vector<llvm::Constant*> rows;
  auto add = [&](const SpyPlace& place) {
    rows.push_back(Row(layouts_.place)
                       .Int(place.line)
                       .Int(place.end_line)
                       .Int(int32_t(place.column))
                       .Int(int32_t(place.end_column))
                       .Done());
  };
  add({info.first_line, info.first_line, kSpyNoColumn, kSpyNoColumn});
  for (const SpyPlace& place : code.places) add(place);
  return Array(layouts_.place, rows, "spy.places", true);
}

llvm::Constant* Tables::GenRow(const ir::Function& function, const GenCode& gen) {
  if (function.suspends == ir::Suspends::kNever) return Null();
  bool handles = std::any_of(function.insts.begin(), function.insts.end(),
                             [](const ir::Inst& inst) { return inst.op == ir::Op::kExcEnter; });
  std::vector<llvm::Constant*> states;
  for (const std::vector<uint32_t>& state : gen.states) {
    std::vector<llvm::Constant*> words;
    for (uint32_t word : state) words.push_back(Word(word));
    llvm::Constant* array = Array(llvm::Type::getInt32Ty(context_), words, "spy.words", true);
    states.push_back(Row(layouts_.gen_state).Int(int64_t(words.size())).Int(0).Pointer(array).Done());
  }
  llvm::Constant* row = Row(layouts_.gen_body)
                            .Pointer(gen.fast ? gen.fast : Null())
                            .Int(int64_t(function.suspends) - 1)
                            .Int(gen.n_words)
                            .Int(int64_t(states.size()))
                            .Int(handles)
                            .Pointer(Array(layouts_.gen_state, states, "spy.states", true))
                            .Done();
  return Array(layouts_.gen_body, {row}, "spy.gen", true);
}

// What a function gives that does nothing but make a body of its own.
ir::Suspends Tables::MadeBy(const ir::Function& function) const {
  for (ir::InstId id : function.At(function.entry).insts) {
    const ir::Inst& inst = function.At(id);
    if (inst.op != ir::Op::kGenMake) continue;
    ir::FunctionId body{uint32_t(inst.imm[0])};
    bool own = module_.At(body).name.starts_with(function.name + ".body");
    return own ? module_.At(body).suspends : ir::Suspends::kNever;
  }
  return ir::Suspends::kNever;
}

llvm::Constant* Tables::FunctionRow(const ir::FunctionInfo& info, const FunctionCode& code, llvm::Constant* generic) {
  std::vector<llvm::Constant*> params;
  for (const ir::Param& param : info.params) params.push_back(ParamRow(param));
  bool has_cells = module_.At(info.id).has_cells;
  return Row(layouts_.function)
      .Pointer(Text(info.name))
      .Pointer(Text(info.qualname))
      .Pointer(code.boxed ? code.boxed : Null())
      .Pointer(generic)
      .Pointer(Module(info.source))
      .Pointer(Array(layouts_.param, params, "spy.params", true))
      .Int(int64_t(params.size()))
      .Int(code.n_slots)
      .Int(has_cells)
      .Int(int64_t(info.kind))
      .Id(info.doc)
      .Int(info.first_line)
      .Pointer(info.text_signature.empty() ? Null() : Text(info.text_signature))
      .Pointer(Optional(info.result_check))
      .Pointer(ExitRows(code))
      .Int(int64_t(code.exits.size()))
      .Int(int64_t(MadeBy(module_.At(info.id))))
      .Pointer(GenRow(module_.At(info.id), code.gen))
      .Pointer(code.raw ? code.raw : Null())
      .Int(int64_t(code.raw_form))
      .Pointer(PlaceRows(info, code))
      .Int(int64_t(code.places.size()) + 1)
      .Null()
      .Null()
      .Null()
      .Done();
}

llvm::Constant* Tables::ClassRow(const ir::Class& c, const ClassCode& code) {
  std::vector<llvm::Constant*> methods;
  for (const ir::Method& method : c.methods) {
    ir::ConstId name = AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = method.name, .items = {}});
    methods.push_back(Row(layouts_.method).Id(name).Pointer(Function(method.function)).Done());
  }
  return Row(layouts_.klass)
      .Pointer(Text(c.name))
      .Pointer(Text(c.qualname))
      .Pointer(c.base ? Class(c.base) : Null())
      .Pointer(Module(c.source))
      .Pointer(fields_[c.id.index])
      .Pointer(Array(layouts_.method, methods, "spy.methods", true))
      .Pointer(class_vars_[c.id.index])
      .Pointer(code.vtable ? code.vtable : Null())
      .Pointer(code.dynamic_vtable ? code.dynamic_vtable : Null())
      .Int(int64_t(c.fields.size()))
      .Int(int64_t(methods.size()))
      .Int(int64_t(c.class_vars.size()))
      .Int(int64_t(code.vtable ? c.vtable.size() : 0))
      .Int(c.size)
      .Int(!c.open      ? kSpyNative
           : c.is_mixin ? kSpyMixin
           : c.is_local ? kSpyLocal
                        : kSpyOpen)
      .Int(c.is_final)
      .Id(c.doc)
      .Int(c.first_line)
      .Int(0)
      .Null()
      .Null()
      .Done();
}

void Tables::FinishClass(const ir::Class& c) {
  std::vector<llvm::Constant*> fields, class_vars;
  for (const ir::Field& field : c.fields) {
    ir::ConstId name = AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = field.name, .items = {}});
    fields.push_back(Row(layouts_.field)
                         .Id(name)
                         .Int(int64_t(field.rep))
                         .Int(field.offset)
                         .Id(field.default_value)
                         .Pointer(Optional(field.check))
                         .Pointer(Class(c.id))
                         .Done());
  }
  for (const ir::ClassVar& var : c.class_vars) {
    ir::ConstId name = AddConst({.kind = ir::ConstKind::kStr, .interned = true, .text = var.name, .items = {}});
    class_vars.push_back(Row(layouts_.class_var).Id(name).Pointer(Optional(var.check)).Null().Done());
  }
  Define(fields_[c.id.index], fields);
  Define(class_vars_[c.id.index], class_vars);
}

llvm::Constant* Tables::ModuleRow(const ir::SourceModule& source) {
  return Row(layouts_.module)
      .Pointer(Text(source.name))
      .Pointer(Text(source.source_path))
      .Pointer(const_table_)
      .Pointer(consts_)
      .Pointer(builtin_names_)
      .Pointer(builtin_words_)
      .Pointer(address_table_)
      .Pointer(functions_)
      .Pointer(classes_)
      .Pointer(globals_)
      .Int(int64_t(pool_.consts.size()))
      .Int(int64_t(builtins_.size()))
      .Int(int64_t(module_.functions.size()))
      .Int(int64_t(module_.classes.size()))
      .Int(int64_t(module_.globals.size()))
      .Id(source.doc)
      .Pointer(Function(source.body))
      .Null()
      .Null()
      .Int(0)
      .Done();
}

}  // namespace spy::abi
