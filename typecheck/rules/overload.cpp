// Overloads: the signature that the arguments choose.
#include <algorithm>

#include "typecheck/rules/callee.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

// zip(*rows): with arguments of unknown number, signatures that take any number come first.
static std::vector<const CallableType*> InOrderOfTrial(const OverloadedType& overloaded,
                                                       std::span<const Argument> args) {
  bool open = std::ranges::any_of(args, [](const Argument& arg) {
    const TupleType* tuple = arg.kind == Argument::kStar ? AsTupleType(arg.type) : nullptr;
    return arg.kind == Argument::kStar && (!tuple || tuple->variadic);
  });
  std::vector<const CallableType*> order, rest;
  for (const CallableType* signature : overloaded.signatures) {
    bool first =
        open && std::ranges::find(signature->params, ParamKind::kVarArgs, &ParamType::kind) != signature->params.end();
    (first ? order : rest).push_back(signature);
  }
  order.insert(order.end(), rest.begin(), rest.end());
  return order;
}

// The first signature that accepts the arguments.
TypeRef Checker::CallOverloaded(const ast::Call& node, const OverloadedType& overloaded, Callee& callee,
                                TypeRef expected) {
  std::vector<Argument> args = CollectArguments(node);
  CallSite site{&node, node.func->span, callee.name, args};
  const CallableType* counted = nullptr;
  size_t by_count = 0;
  for (const CallableType* signature : InOrderOfTrial(overloaded, args)) {
    TypeRef result = Quietly([&] { return Apply(site, *signature, expected, false); });
    if (result) {
      result = Apply(site, *signature, expected, true);
      return IsAmbiguous(site, overloaded, *signature, result, expected) ? types_.any : result;
    }
    std::vector<BoundArgument> bound;
    if (Quietly([&] { return BindArguments(site, *signature, bound, false); })) counted = signature, ++by_count;
  }
  // With one candidate by number and names, its own message says more. So it does when a lambda found no place.
  bool has_lambda =
      std::ranges::any_of(args, [](const Argument& arg) { return !arg.type && ast::Is<ast::Lambda>(arg.expr); });
  if (by_count == 1 || (by_count > 1 && has_lambda)) return Apply(site, *counted, expected, true);
  for (Argument& arg : args) {
    if (!arg.type && !ast::Is<ast::Lambda>(arg.expr)) arg.type = Check(*arg.expr);
  }
  if (!TryUnionArguments(site, overloaded, args, expected)) {
    ReportNoOverload(site, overloaded);
    return types_.error;
  }
  return union_result_;
}

// The type with `object` wherever it says Any: what takes this takes whatever the value turns out to be.
static TypeRef Solid(TypeStore& types, TypeRef type) {
  auto all = [&](std::span<const TypeRef> parts) {
    std::vector<TypeRef> solid;
    for (TypeRef part : parts) solid.push_back(Solid(types, part));
    return solid;
  };
  if (type->kind == TypeKind::kAny) return types.object_;
  if (!Contains(type, TypeKind::kAny)) return type;
  if (const InstanceType* instance = AsInstanceType(type)) return types.Instance(instance->cls, all(instance->args));
  if (const UnionType* u = AsUnionType(type)) return types.Union(all(u->members));
  const TupleType* tuple = AsTupleType(type);
  return tuple && !tuple->variadic ? types.Tuple(all(tuple->elements)) : type;
}

// The first signature takes the arguments whatever their Any parts are.
bool Checker::FitsSolid(const CallSite& site, const CallableType& signature, TypeRef expected) {
  std::vector<Argument> args(site.args.begin(), site.args.end());
  for (Argument& arg : args) {
    if (!arg.type) continue;
    arg.type = Solid(types_, arg.type);
    if (Contains(arg.type, TypeKind::kAny)) return false;
  }
  CallSite solid = site;
  solid.args = args;
  return Quietly([&] { return Apply(solid, signature, expected, false); }) != nullptr;
}

// An argument that is Any fits more than one signature, and they give different results: only the call will tell.
bool Checker::IsAmbiguous(const CallSite& site, const OverloadedType& overloaded, const CallableType& first,
                          TypeRef result, TypeRef expected) {
  auto is_dynamic = [](const Argument& arg) { return arg.type && Contains(arg.type, TypeKind::kAny); };
  if (!std::ranges::any_of(site.args, is_dynamic) || FitsSolid(site, first, expected)) return false;
  auto rest = std::ranges::find(overloaded.signatures, &first);
  return std::any_of(std::next(rest), overloaded.signatures.end(), [&](const CallableType* signature) {
    TypeRef other = Quietly([&] { return Apply(site, *signature, expected, false); });
    return other && StripLiteral(types_, other) != StripLiteral(types_, result);
  });
}

// An argument of union type may need a different signature for each member.
bool Checker::TryUnionArguments(const CallSite& site, const OverloadedType& overloaded, std::vector<Argument>& args,
                                TypeRef expected) {
  for (Argument& arg : args) {
    const UnionType* u = arg.type ? AsUnionType(arg.type) : nullptr;
    if (!u) continue;
    TypeRef saved = arg.type, result = types_.never;
    bool all = true;
    for (TypeRef member : u->members) {
      arg.type = member;
      TypeRef one = nullptr;
      for (const CallableType* signature : overloaded.signatures) {
        one = Quietly([&] { return Apply(site, *signature, expected, false); });
        if (one) break;
      }
      if (!one) {
        all = false;
        break;
      }
      result = result->kind == TypeKind::kNever ? one : Join(types_, result, one);
    }
    arg.type = saved;
    if (all) {
      union_result_ = result;
      return true;
    }
  }
  return false;
}

}  // namespace spy::check
