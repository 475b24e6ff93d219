// Comprehensions and generator expressions.
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::CheckGenerators(const ast::Expr& node, ast::Seq<ast::Comprehension> generators, const std::function<void()>& element) {
  const Scope* saved = body_->scope;
  if (const Scope* scope = declared_.scopes.ScopeOf(node)) body_->scope = scope;
  Flow before = body_->flow;
  body_->loops.emplace_back();  // reads in here may happen in a later turn
  CheckGenerator(generators, 0, element);
  body_->loops.pop_back();
  body_->flow.Merge(types_, before);  // not even one turn
  body_->scope = saved;
}

// for target in iter if test ...: what follows runs once per element
void Checker::CheckGenerator(ast::Seq<ast::Comprehension> generators, size_t index, const std::function<void()>& element) {
  if (index == generators.size()) return element();
  const ast::Comprehension& one = *generators[index];
  if (one.is_async) Report(diag::kUnsupportedAsync, one.span, "async for");
  TypeRef iterable = Check(*one.iter);
  Assign(*one.target, nullptr, ElementOf(*one.iter, iterable));
  for (const ast::Expr* test : one.ifs) {
    Flow if_true, if_false;
    Condition(*test, if_true, if_false);
    body_->flow = if_true;
  }
  CheckGenerator(generators, index + 1, element);
}

// [elt for ...] -> list
TypeRef Checker::CheckExpr(const ast::ListComp& node, TypeRef expected) {
  TypeRef wanted = ExpectedElement(expected, types_.list_class), element = types_.error;
  CheckGenerators(node, node.generators, [&] { element = CheckElement(*node.elt, wanted); });
  return element->kind == TypeKind::kError ? types_.error : types_.List(element);
}

// {elt for ...} -> set
TypeRef Checker::CheckExpr(const ast::SetComp& node, TypeRef expected) {
  TypeRef wanted = ExpectedElement(expected, types_.set_class), element = types_.error;
  CheckGenerators(node, node.generators, [&] {
    element = CheckElement(*node.elt, wanted);
    RequireHashable(*node.elt, element, "an element of a set");
  });
  return element->kind == TypeKind::kError ? types_.error : types_.Set(element);
}

// {key: value for ...} -> dict
TypeRef Checker::CheckExpr(const ast::DictComp& node, TypeRef expected) {
  TypeRef wanted_key = nullptr, wanted_value = nullptr, key = types_.error, value = types_.error;
  for (TypeRef member : expected ? MembersOf(expected) : std::span<const TypeRef>()) {
    TypeRef base = AsBase(types_, member, types_.mapping_class);
    if (base && AsInstanceType(member) && AsInstanceType(member)->args.size() == 2) {
      wanted_key = AsInstanceType(base)->args[0], wanted_value = AsInstanceType(base)->args[1];
    }
  }
  CheckGenerators(node, node.generators, [&] {
    key = CheckElement(*node.key, wanted_key);
    RequireHashable(*node.key, key, "a key of a dict");
    value = CheckElement(*node.value, wanted_value);
  });
  return key->kind == TypeKind::kError || value->kind == TypeKind::kError ? types_.error : types_.Dict(key, value);
}

// (elt for ...) -> where allowed, an iterator that is consumed at once
TypeRef Checker::CheckExpr(const ast::GeneratorExp& node, TypeRef expected) {
  TypeRef wanted = nullptr, element = types_.error;
  for (TypeRef member : expected ? MembersOf(expected) : std::span<const TypeRef>()) {
    const InstanceType* instance = AsInstanceType(member);
    if (instance && !instance->args.empty() && instance->cls->module == types_.iterable_class->module) wanted = instance->args[0];
  }
  CheckGenerators(node, node.generators, [&] { element = CheckElement(*node.elt, wanted); });
  if (!consumed_generators_.contains(node.id)) {
    Report(diag::kUnsupportedGeneratorExpression, node.span)
        .Label("it is only known as the one argument of `sum`, `any`, `all`, `min`, `max`, `list`, `tuple`, `set`, "
               "`frozenset`, `sorted`, `dict` or `str.join`")
        .Help("write a list: `[...]`");
    return types_.error;
  }
  return element->kind == TypeKind::kError ? types_.error : types_.Iterator(element);
}

TypeRef Checker::CheckElement(const ast::Expr& element, TypeRef wanted) {
  if (wanted && HasOpenVars(wanted)) wanted = nullptr;
  TypeRef type = Check(element, wanted);
  if (!wanted) return StripLiteral(types_, type);
  return Require(element, type, wanted) ? wanted : types_.error;
}

}  // namespace spy::check
