// Manifest types: what an initialiser shows by itself, for fields and class variables without annotation.
#include "typecheck/names/declarer.h"

namespace spy::check {
namespace {

class Manifest {
 public:
  Manifest(Program& program, const Scope& scope) : program_(program), types_(program.types), scope_(scope) {}

  TypeRef TypeOf(const ast::Expr& expr) {
    if (const auto* constant = ast::DynCast<ast::Constant>(&expr)) return OfConstant(*constant);
    if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) return OfName(*name);
    if (const auto* call = ast::DynCast<ast::Call>(&expr)) return OfCall(*call);
    if (const auto* unary = ast::DynCast<ast::UnaryOp>(&expr)) return OfUnary(*unary);
    if (const auto* list = ast::DynCast<ast::List>(&expr)) return OfElements(list->elts, types_.list_class);
    if (const auto* set = ast::DynCast<ast::Set>(&expr)) return OfElements(set->elts, types_.set_class);
    if (ast::Is<ast::JoinedStr>(&expr)) return types_.str_;
    return nullptr;
  }

 private:
  TypeRef OfConstant(const ast::Constant& constant) {
    switch (constant.constant_kind) {
      case ast::ConstantKind::None:
        return types_.none;
      case ast::ConstantKind::True:
      case ast::ConstantKind::False:
        return types_.bool_;
      case ast::ConstantKind::Ellipsis:
        return types_.ellipsis_;
      case ast::ConstantKind::Int:
        return types_.int_;
      case ast::ConstantKind::Float:
        return types_.float_;
      case ast::ConstantKind::Imaginary:
        return types_.complex_;
      case ast::ConstantKind::Str:
        return types_.str_;
      case ast::ConstantKind::Bytes:
        return types_.bytes_;
    }
    return nullptr;
  }

  // A parameter, or a variable that is declared.
  TypeRef OfName(const ast::NameExpr& name) {
    const auto* variable = AsVariableSymbol(LookupName(scope_, name.name, nullptr));
    return variable && variable->is_declared && !variable->alias_of ? variable->type : nullptr;
  }

  // C(...) of a class without type parameters; f(...) of a function with a written result.
  TypeRef OfCall(const ast::Call& call) {
    const auto* name = ast::DynCast<ast::NameExpr>(call.func);
    const Symbol* callee = name ? ResolveAlias(LookupName(scope_, name->name, program_.builtins)) : nullptr;
    if (const ClassSymbol* cls = AsClassSymbol(callee)) {
      return cls->type_params.empty() && !cls->has_foreign_base && cls != types_.type_class ? types_.Instance(cls)
                                                                                            : nullptr;
    }
    const FunctionSymbol* function = AsFunctionSymbol(callee);
    bool plain = function && function->overloads.empty() && function->result && !function->is_async &&
                 !function->is_generator && function->result->kind != TypeKind::kError &&
                 !Contains(function->result, TypeKind::kTypeVar);
    return plain ? function->result : nullptr;
  }

  TypeRef OfUnary(const ast::UnaryOp& unary) {
    if (unary.op == ast::UnaryOperator::Not) return types_.bool_;
    TypeRef operand = TypeOf(*unary.operand);
    bool number = operand == types_.int_ || operand == types_.float_ || operand == types_.complex_;
    return number ? operand : nullptr;
  }

  TypeRef OfElements(ast::Seq<ast::Expr> elements, const ClassSymbol* cls) {
    TypeRef joined = nullptr;
    for (const ast::Expr* element : elements) {
      TypeRef type = TypeOf(*element);
      if (!type || (joined && type != joined)) return nullptr;
      joined = type;
    }
    return joined ? types_.Instance(cls, joined) : nullptr;
  }

  Program& program_;
  TypeStore& types_;
  const Scope& scope_;
};

// Module constants that an initialiser reads have no type before their module is checked: they get it from their own
// initialisers first.
void TypeConstantsIn(Program& program, const ast::Node& node, const Scope& scope, int depth) {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node)) {
    auto* variable = AsVariableSymbol(const_cast<Symbol*>(ResolveAlias(LookupName(scope, name->name, nullptr))));
    bool constant = variable && variable->storage == Storage::kGlobal && variable->is_final && variable->initializer;
    DeclaredModule* owner = constant && !variable->type ? program.DeclarationsOf(variable->module) : nullptr;
    if (!owner || depth == 0) return;
    const Scope& outer = *owner->scopes.module_scope;
    TypeConstantsIn(program, *variable->initializer, outer, depth - 1);
    variable->type = ManifestType(program, *owner, *variable->initializer, outer);
    return;
  }
  ast::ForEachChild(node, [&](const ast::Node& child) { TypeConstantsIn(program, child, scope, depth); });
}

}  // namespace

TypeRef ManifestType(Program& program, DeclaredModule& module, const ast::Expr& expr, const Scope& scope) {
  if (TypeRef type = Manifest(program, scope).TypeOf(expr)) return type;
  if (!program.infer_initializer) return nullptr;
  constexpr int kConstantDepth = 8;  // constants made of constants
  TypeConstantsIn(program, expr, scope, kConstantDepth);
  return program.infer_initializer(expr, scope, module);
}

}  // namespace spy::check
