// Decorators of functions: what they make of the function they are given.
#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// Decorators are evaluated from the outside in, before the function is made.
void Checker::CheckDecorators(const ast::FunctionBase& def, const FunctionSymbol& function) {
  for (const ast::Expr* decorator : def.decorator_list) {
    const auto* accessor = ast::DynCast<ast::Attribute>(decorator);
    const auto* name = accessor ? ast::DynCast<ast::NameExpr>(accessor->value) : nullptr;
    if (name && name->name == def.name && current_class_) {  // @x.setter: the property is not a value of ours
      SetType(*name, types_.Instance(types_.property_class));
      SetType(*decorator, types_.any);
      continue;
    }
    bool applied = std::ranges::find(function.decorators, decorator) != function.decorators.end();
    if (applied) {
      Check(*decorator);
    } else {
      Quietly([&] { return Check(*decorator); });
    }
  }
}

// What the name of the definition is bound to: the function, or what its decorators make of it, innermost first.
TypeRef Checker::Decorated(const FunctionSymbol& function) {
  TypeRef type = SignatureOf(types_, function);
  for (size_t i = function.decorators.size(); i-- > 0;) {
    const ast::Expr& decorator = *function.decorators[i];
    TypeRef applied = out_.types_[decorator.id];
    type = applied ? ApplyDecorator(decorator, applied, type) : types_.any;
  }
  return type;
}

TypeRef Checker::ApplyDecorator(const ast::Expr& decorator, TypeRef type, TypeRef value) {
  if (type->kind == TypeKind::kAny || type->kind == TypeKind::kError || value->kind == TypeKind::kError)
    return types_.any;
  if (const CallableType* signature = AsCallableType(type)) return ResultOfDecorator(decorator, *signature, value);
  if (const OverloadedType* overloaded = AsOverloadedType(type)) {
    for (const CallableType* one : overloaded->signatures) {
      TypeRef result = Quietly([&] { return ResultOfDecorator(decorator, *one, value); });
      if (result->kind != TypeKind::kError) return result;
    }
    return ResultOfDecorator(decorator, *overloaded->signatures[0], value);
  }
  if (const ClassObjectType* object = AsClassObjectType(type)) {
    return ApplyDecorator(decorator, ConstructorSignature(types_, object->instance), value);
  }
  if (NominalView(types_, type)) {
    if (std::optional<Member> call = FindMember(types_, type, "__call__");
        call && call->type->kind != TypeKind::kInstance) {
      return ApplyDecorator(decorator, call->type, value);
    }
  }
  Report(diag::kNotCallable, decorator.span, ToString(type)).Label("a decorator is called with the function");
  return types_.any;
}

// The first parameter takes the function; the others need defaults.
TypeRef Checker::ResultOfDecorator(const ast::Expr& decorator, const CallableType& signature, TypeRef value) {
  Substitution bindings;
  if (!signature.any_params) {
    bool fits = !signature.params.empty() && signature.params[0].kind <= ParamKind::kVarArgs;
    if (fits) {
      TypeRef wanted = signature.params[0].type;
      fits = Infer(types_, wanted, value, bindings) && IsSubtype(types_, value, Substitute(types_, wanted, bindings));
    }
    for (size_t i = 1; i < signature.params.size(); ++i) {
      bool needed = !signature.params[i].has_default && signature.params[i].kind != ParamKind::kVarArgs &&
                    signature.params[i].kind != ParamKind::kKwArgs;
      fits = fits && !needed;
    }
    if (!fits) {
      Report(diag::kDecoratorArgument, decorator.span, TextOf(decorator))
          .Label(fmt::format("the function is `{}`", ToString(value)));
      return types_.error;
    }
  }
  TypeRef result = Substitute(types_, signature.result, bindings);
  return Contains(result, TypeKind::kTypeVar) && !Contains(value, TypeKind::kTypeVar) ? types_.any : result;
}

}  // namespace spy::check
