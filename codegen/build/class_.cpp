// class statements.
#include <tuple>
#include <utility>

#include "codegen/build/function_builder.h"
#include "typecheck/names/data_class.h"

namespace spy::build {

using check::ClassSymbol;

// `x: T = literal` of a native class: the field's default, set by inst.new; nothing to do when the body runs. Other
// defaults are set by class.set when they have been evaluated.
bool FunctionBuilder::IsFieldDefault(const ast::Stmt& stmt) const {
  const ast::Expr* target = nullptr;
  if (const auto* assign = ast::DynCast<ast::Assign>(&stmt); assign && assign->targets.size() == 1) {
    target = assign->targets[0];
  }
  if (const auto* annotated = ast::DynCast<ast::AnnAssign>(&stmt)) target = annotated->target;
  const auto* name = ast::DynCast<ast::NameExpr>(target);
  const check::VariableSymbol* v = name ? check::AsVariableSymbol(m_.SymbolOf(*name)) : nullptr;
  if (!v || v->storage != check::Storage::kField || !u_.FindMember(v)) return false;
  return !v->initializer || u_.IsLiteral(*v->initializer);
}

// The body runs in order, its names in the namespace that class.prepare made.
void FunctionBuilder::BuildClassBody(const ast::ClassDef& def) {
  ValueId outer = annotations_;
  annotations_ = {};
  if (!data_parts_) StartAnnotations(def.body);  // those of data classes come with their fields
  for (const ast::Stmt* stmt : def.body) {
    if (!b_.IsReachable() || m_.IsUnreachable(*stmt)) continue;
    const auto* annotated = ast::DynCast<ast::AnnAssign>(stmt);
    if (annotated && data_parts_) {
      AddDataPart(*annotated, data_parts_);
    } else {
      BuildStmt(*stmt);
    }
  }
  annotations_ = outer;
}

// A base class: also one with type arguments, whose value is no class.
ValueId FunctionBuilder::BaseExpr(const ast::Expr& e) {
  if (const auto* item = ast::DynCast<ast::Subscript>(&e)) {
    ValueId generic = BaseExpr(*item->value), arguments = BaseExpr(*item->slice);
    return b_.Emit(Op::kObjGetItem, {generic, arguments});
  }
  const auto* tuple = ast::DynCast<ast::Tuple>(&e);
  if (!tuple) return ObjectExpr(e);
  Values items;
  for (const ast::Expr* item : tuple->elts) items.push_back(BaseExpr(*item));
  return Object(b_.Emit(Op::kTupleNew, items));
}

// The keyword arguments of a class statement as a dict; null: none.
ValueId FunctionBuilder::ClassKeywords(const ast::ClassDef& def) {
  if (def.keywords.empty()) return Null();
  ValueId dict = b_.Emit(Op::kDictNew, {});
  for (const ast::Keyword* k : def.keywords) {
    ValueId value = ObjectExpr(*k->value);
    bool spread = k->arg.empty();
    spread ? b_.Emit(Op::kDictMerge, {dict, value})
           : b_.Emit(Op::kDictSetItem, {dict, b_.ConstName(k->arg.view()), value});
  }
  return dict;
}

// class C(bases): body -> class.prepare, the body's effects, class.make
ValueId FunctionBuilder::MakeClass(const ast::ClassDef& def, const ClassSymbol& symbol, ir::ClassId cls,
                                   const Values& params) {
  Values operands = {Null()};
  for (const ast::Expr* base : def.bases) {
    if (ast::Is<ast::Starred>(base)) u_.Unsupported(m_, base->span, "`*` in a class statement");
    operands.push_back(ast::Is<ast::Starred>(base) ? b_.ConstNone() : BaseExpr(*base));
  }
  if (!params.empty()) operands.push_back(GenericBase(def.type_params, params));
  operands[0] = ClassKeywords(def);
  b_.SetSpan(def.span);
  std::tuple outer(class_body_, class_state_, class_space_, data_parts_);
  ValueId state = b_.Emit(Op::kClassPrepare, operands, {cls});
  DataParts parts;
  class_body_ = &symbol;
  class_state_ = state;
  class_space_ = {};
  data_parts_ = symbol.data ? &parts : nullptr;
  if (!params.empty()) SetTypeParams(state, params);
  BuildClassBody(def);
  AddSynthesized(symbol);
  std::tie(class_body_, class_state_, class_space_, data_parts_) = outer;
  b_.SetSpan(def.span);
  ValueId value = b_.Emit(Op::kClassMake, {state}, {cls});
  if (symbol.data) MakeDataClass(symbol, value, parts);
  return value;
}

// The methods of a data class that come from its fields: their defaults follow when the class is there.
void FunctionBuilder::AddSynthesized(const ClassSymbol& symbol) {
  for (const check::FunctionSymbol* method : symbol.methods) {
    if (method->synthesis == check::Synthesis::kNone || !u_.FindFunction(method)) continue;
    ValueId function = b_.Emit(Op::kFuncMake, {Null(), Null(), Null()}, {u_.FindFunction(method)});
    b_.Emit(Op::kClassMethod, {class_state_, function}, {ir_.AddName(method->name)});
  }
}

// @decorator class C: the decorators first, then the class, then the name
void FunctionBuilder::Build(const ast::ClassDef& def) {
  const ClassSymbol* symbol = check::AsClassSymbol(m_.SymbolOf(def));
  ir::ClassId cls = symbol ? u_.FindClass(symbol) : ir::ClassId{};
  if (!cls) {
    Unsupported(def, "this class");
    return;
  }
  bool open_data =
      symbol->data && symbol->class_kind != check::ClassKind::kNative;  // CPython's decorator makes its methods
  if (open_data || check::IsMade(*symbol)) return BuildMadeClass(def, *symbol);
  std::unordered_map<const check::Symbol*, ValueId> outer_params = type_params_;
  Values params = MakeTypeParams(def.type_params);
  Values decorators;
  for (const ast::Expr* d : def.decorator_list) {
    if (!(symbol->data && symbol->data->decorator == d)) decorators.push_back(ObjectExpr(*d));
  }
  ValueId value = MakeClass(def, *symbol, cls, params);
  type_params_ = std::move(outer_params);
  if (symbol->class_cell && IsCell(symbol->class_cell)) WriteVariable(symbol->class_cell, value);
  for (size_t i = decorators.size(); i-- > 0;) value = b_.Emit(Op::kObjCall, {decorators[i], value}, {ir::ConstId{}});
  BindName(symbol, symbol->binding, value);
}

namespace {

// The class exists once the module body has run: it and the classes around it stand at the module level, bound once.
bool IsSealed(const ClassSymbol& symbol) {
  if (symbol.enclosing || symbol.binding) return false;
  if (symbol.owner_class)
    return IsSealed(*symbol.owner_class) && symbol.owner_class->FindNested(symbol.name) == &symbol;
  return symbol.module->Find(symbol.name) == &symbol;
}

}  // namespace

// At the end of the module body: no attribute of its classes changes any more.
void FunctionBuilder::SealClasses() {
  for (const ir::Class& cls : ir_.classes) {
    if (cls.source != u_.SourceIndex(m_.symbol) || !IsSealed(*u_.SymbolOf(cls.id))) continue;
    ValueId value = b_.Emit(Op::kClassObject, {}, {cls.id});
    b_.Emit(Op::kClassSeal, {value}, {cls.id});
  }
}

}  // namespace spy::build
