// Class statements.
#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// class C(Base): body -> binds C; methods are checked later
namespace {

// Whether metaclasses, bases or decorators may call methods of the class before it is bound.
bool MakingRunsCode(const ast::ClassDef& node, const ClassSymbol& cls) {
  const ClassSymbol* maker = cls.Lookup("__init_subclass__").owner;
  return cls.class_kind != ClassKind::kNative || cls.is_decorated || !node.keywords.empty() ||
         (maker && maker->class_kind != ClassKind::kBuiltin);
}

}  // namespace

void Checker::CheckStmt(const ast::ClassDef& node) {
  const ClassSymbol* cls = AsClassSymbol(SymbolAt(node));
  if (!cls) return;
  bool in_module_loop = !body_->function && !body_->loops.empty();
  if (!dialect::CheckClass(declared_.diagnostics, types_, node, *cls, in_module_loop)) {
    BindDefinition(*cls, cls->binding, types_.error);
    return;
  }
  for (const ast::Expr* decorator : node.decorator_list) Quietly([&] { return Check(*decorator); });
  for (const ast::Expr* base : node.bases) Quietly([&] { return Check(*base); });
  for (const ast::Keyword* keyword : node.keywords) Check(*keyword->value);
  CheckClassStatements(node, *cls);
  CheckFieldsHaveInit(node, *cls);
  dialect::CheckSlots(declared_.diagnostics, node, *cls);
  if (body_ == module_body_ && MakingRunsCode(node, *cls)) ++turn_;
  BindDefinition(*cls, cls->binding, cls->self_type ? types_.ClassObject(cls->self_type) : types_.error);
}

void Checker::CheckClassStatements(const ast::ClassDef& node, const ClassSymbol& cls) {
  const ClassSymbol* saved_class = std::exchange(current_class_, &cls);
  const Scope* saved_scope = body_->scope;
  std::vector<const TypeVarSymbol*> saved_rigid = body_->rigid;
  body_->rigid.insert(body_->rigid.end(), cls.type_params.begin(), cls.type_params.end());
  if (const Scope* scope = declared_.scopes.ScopeOf(node)) body_->scope = scope;
  for (const VariableSymbol* variable : cls.class_vars) body_->flow.Set(PlaceOf(*variable), {nullptr, Bound::kNo});
  for (const ast::Stmt* stmt : node.body) CheckClassStatement(*stmt);
  body_->scope = saved_scope;
  body_->rigid = std::move(saved_rigid);
  current_class_ = saved_class;
}

void Checker::CheckClassStatement(const ast::Stmt& stmt) {
  if (!dialect::CheckClassStatement(declared_.diagnostics, stmt)) return;
  const auto* assign = ast::DynCast<ast::Assign>(&stmt);
  if (assign && IsOfKind(*current_class_, DataKind::kEnum)) {  // the metaclass makes members of the values
    Check(*assign->value);
    for (const VariableSymbol* variable : current_class_->class_vars) {
      for (const ast::Expr* target : assign->targets) {
        bool inside = target->span.begin <= variable->name_span.begin && variable->name_span.end <= target->span.end;
        if (inside) body_->flow.Set(PlaceOf(*variable), {types_.any, Bound::kYes});
      }
    }
    return;
  }
  ast::Dispatch(stmt, [&](const auto& concrete) { CheckStmt(concrete); });
}

// A class with fields but without `__init__`, its own or inherited, leaves those without default unset.
void Checker::CheckFieldsHaveInit(const ast::ClassDef& def, const ClassSymbol& cls) {
  for (const ast::Expr* decorator : def.decorator_list) {  // one that is not known might have given it one
    const auto* call = ast::DynCast<ast::Call>(decorator);
    if (TypeRef type = out_.types_[(call ? call->func : decorator)->id]; type && type->kind == TypeKind::kError) return;
  }
  const FunctionSymbol* init = cls.FindMethod("__init__");
  bool synthesized = init && init->synthesis != Synthesis::kNone;
  if (synthesized && AsFunctionSymbol(cls.Lookup("__post_init__").symbol)) return;  // checked there
  if (cls.class_kind != ClassKind::kNative || (init && !synthesized) || cls.has_error_base || cls.is_abstract) return;
  for (const VariableSymbol* field : cls.fields) {
    if (synthesized && IsSetByDataInit(cls, *field)) continue;
    const DataField* of_data = IsOfKind(cls, DataKind::kData) ? cls.data->Find(field->name) : nullptr;
    if (of_data ? of_data->default_kind == DataDefault::kValue : field->initializer != nullptr) continue;
    Report(diag::kUnsetField, field->name_span, field->name, cls.name)
        .Label(fmt::format("`{}` has no `__init__` that sets it", cls.name))
        .Help("add an `__init__`, or give the field a default");
  }
}

}  // namespace spy::check
