// class statements.
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

// The body runs in order with the class object there already: methods get their defaults, variables are set.
void FunctionBuilder::BuildClassBody(const ast::ClassDef& def) {
  ValueId outer = annotations_;
  StartAnnotations(def.body);
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

// class C(bases): body -> class.make, the body's effects, the name
void FunctionBuilder::Build(const ast::ClassDef& def) {
  const ClassSymbol* symbol = check::AsClassSymbol(m_.SymbolOf(def));
  ir::ClassId cls = symbol ? u_.FindClass(symbol) : ir::ClassId{};
  if (!cls) {
    Unsupported(def, "this class");
    return;
  }
  if (symbol->enclosing || fn_) {
    u_.Unsupported(m_, def.name_span, "a class inside a function");
    return;
  }
  bool open_data = symbol->data && symbol->class_kind != check::ClassKind::kNative;  // CPython's decorator makes its methods
  if (open_data || check::IsMade(*symbol)) return BuildMadeClass(def, *symbol);
  for (const ast::Keyword* k : def.keywords) {
    if (!(k->arg == "metaclass" && symbol->class_kind == check::ClassKind::kNative)) {
      u_.Unsupported(m_, k->span, "a keyword argument of a class statement");
    }
  }
  Values decorators, bases;
  std::unordered_map<const check::Symbol*, ValueId> outer_params = type_params_;
  Values params = MakeTypeParams(def.type_params);
  for (const ast::Expr* d : def.decorator_list) {
    const auto* name = ast::DynCast<ast::NameExpr>(d);
    if (symbol->data && symbol->data->decorator == d) continue;
    if (!(name && name->name == "final")) decorators.push_back(ObjectExpr(*d));
  }
  for (const ast::Expr* base : def.bases) bases.push_back(ObjectExpr(*base));
  if (!params.empty()) bases.push_back(GenericBase(def.type_params, params));
  b_.SetSpan(def.span);
  ValueId value = b_.Emit(Op::kClassMake, bases, {cls});
  std::pair outer(class_body_, class_value_);
  class_body_ = symbol;
  class_value_ = value;
  DataParts parts;
  DataParts* outer_parts = std::exchange(data_parts_, symbol->data ? &parts : nullptr);
  BuildClassBody(def);
  data_parts_ = outer_parts;
  if (symbol->data) MakeDataClass(*symbol, value, parts);
  if (!params.empty()) SetTypeParams(value, params);
  type_params_ = std::move(outer_params);
  std::tie(class_body_, class_value_) = outer;
  for (size_t i = decorators.size(); i-- > 0;) value = b_.Emit(Op::kObjCall, {decorators[i], value}, {ir::ConstId{}});
  BindName(symbol, symbol->binding, value);
}

// At the end of the module body: no attribute of its classes changes any more.
void FunctionBuilder::SealClasses() {
  for (const ir::Class& cls : ir_.classes) {
    if (cls.source != u_.SourceIndex(m_.symbol)) continue;
    const ClassSymbol* symbol = u_.SymbolOf(cls.id);
    if (symbol->enclosing || symbol->binding || symbol->module->Find(symbol->name) != symbol) continue;
    ValueId value = b_.Emit(Op::kClassObject, {}, {cls.id});
    b_.Emit(Op::kClassSeal, {value}, {cls.id});
  }
}

}  // namespace spy::build
