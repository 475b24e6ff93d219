// Comprehensions and generator expressions.
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/rules/checker.h"

namespace spy::check {

void Checker::CheckGenerators(const ast::Expr& node, ast::Seq<ast::Comprehension> generators,
                              const std::function<void()>& element) {
  const Scope* saved = body_->scope;
  if (const Scope* scope = declared_.scopes.ScopeOf(node)) body_->scope = scope;
  Flow before = body_->flow;
  body_->loops.emplace_back();  // reads in here may happen in a later turn
  CheckGenerator(generators, 0, nullptr, element);
  body_->loops.pop_back();
  body_->flow.Merge(types_, before);  // not even one turn
  body_->scope = saved;
}

// for target in iter if test ...: what follows runs once per element
void Checker::CheckGenerator(ast::Seq<ast::Comprehension> generators, size_t index, TypeRef first,
                             const std::function<void()>& element) {
  if (index == generators.size()) return element();
  const ast::Comprehension& one = *generators[index];
  TypeRef each = first;
  if (!each) {
    TypeRef iterable = Check(*one.iter);
    each = one.is_async ? AsyncElementOf(*one.iter, iterable) : ElementOf(*one.iter, iterable);
  }
  if (one.is_async) NoteSuspension(one.span);
  Assign(*one.target, nullptr, each);
  for (const ast::Expr* test : one.ifs) {
    Flow if_true, if_false;
    Condition(*test, if_true, if_false);
    body_->flow = if_true;
  }
  CheckGenerator(generators, index + 1, nullptr, element);
}

// A generator of its own: what it uses of the surroundings is captured, as by a nested function.
TypeRef Checker::CheckLazyGenerator(const ast::GeneratorExp& node, FunctionSymbol& function, TypeRef wanted) {
  const ast::Comprehension& one = *node.generators[0];
  TypeRef iterable = Check(*one.iter);
  TypeRef first = one.is_async ? AsyncElementOf(*one.iter, iterable) : ElementOf(*one.iter, iterable);
  Body inner;
  inner.function = &function;
  inner.outer = body_;
  inner.lambda = true;
  inner.scope = declared_.scopes.ScopeOf(node);
  if (!inner.scope) inner.scope = body_->scope;
  CaptureFrom(*body_, body_->flow, inner, function);
  TypeRef element = types_.error;
  {
    BodyScope inside(body_, inner);
    BindParameters(function, inner);
    body_->loops.emplace_back();
    CheckGenerator(node.generators, 0, first, [&] { element = CheckElement(*node.elt, wanted); });
    body_->loops.pop_back();
  }
  if (element->kind == TypeKind::kError) return types_.error;
  function.yield_type = element;
  function.send_type = function.return_type = types_.none;
  TypeRef args[] = {element, types_.none, types_.none};
  if (function.is_async) {
    function.result = types_.Instance(types_.async_generator_class, std::span<const TypeRef>(args, 2));
  } else {
    function.result = types_.Instance(types_.generator_class, args);
  }
  return function.result;
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

// (elt for ...) -> a generator, or an iterator that the call it stands in consumes at once
TypeRef Checker::CheckExpr(const ast::GeneratorExp& node, TypeRef expected) {
  TypeRef wanted = nullptr, element = types_.error;
  for (TypeRef member : expected ? MembersOf(expected) : std::span<const TypeRef>()) {
    const InstanceType* instance = AsInstanceType(member);
    if (instance && !instance->args.empty() && instance->cls->module == types_.iterable_class->module)
      wanted = instance->args[0];
  }
  if (auto* function = const_cast<FunctionSymbol*>(AsFunctionSymbol(SymbolAt(node)))) {
    return CheckLazyGenerator(node, *function, wanted);
  }
  CheckGenerators(node, node.generators, [&] { element = CheckElement(*node.elt, wanted); });
  if (!consumed_generators_.contains(node.id)) {
    Report(diag::kUnsupportedGeneratorExpression, node.span)
        .Label(
            "it looks like the argument of a built-in that goes through it at once, but the name means something else")
        .Help("assign it to a variable first");
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
