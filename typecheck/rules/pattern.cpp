// Patterns of `match`, all kinds but class patterns: what they take of the subject's type, and what they leave.
#include "typecheck/rules/pattern.h"

#include <algorithm>

#include "frontend/diagnostics/types.h"
#include "typecheck/rules/checker.h"

namespace spy::check {
namespace {

bool IsOpenType(TypeStore& types, TypeRef type) {
  return type->kind == TypeKind::kAny || type->kind == TypeKind::kError || type == types.object_ ||
         type->kind == TypeKind::kTypeVar;
}

size_t StarOf(const ast::MatchSequence& node) {
  auto star = std::find_if(node.patterns.begin(), node.patterns.end(),
                           [](const ast::Pattern* p) { return ast::Is<ast::MatchStar>(p); });
  return size_t(star - node.patterns.begin());
}

}  // namespace

// Records what the pattern is held against, for the code generator.
PatternTypes Checker::CheckPattern(const ast::Pattern& node, TypeRef subject, PatternCaptures& captures) {
  out_.pattern_inputs_[node.id] = subject;
  PatternTypes types =
      ast::Dispatch(node, [&](const auto& concrete) { return CheckKind(concrete, subject, captures); });
  out_.types_[node.id] = types.matched;
  return types;
}

// The alternatives of an or-pattern bind the same names: the types are joined.
void Checker::Capture(const ast::Node& node, TypeRef type, Span span, PatternCaptures& captures) {
  const VariableSymbol* variable = AsVariableSymbol(SymbolAt(node));
  if (!variable) return;
  for (PatternCapture& known : captures) {
    if (known.variable != variable) continue;
    known.type = Join(types_, known.type, type);
    return;
  }
  captures.push_back({variable, type, span});
}

// pattern as name, name, _
PatternTypes Checker::CheckKind(const ast::MatchAs& node, TypeRef subject, PatternCaptures& captures) {
  PatternTypes types{subject, types_.never, false};
  if (node.pattern) types = CheckPattern(*node.pattern, subject, captures);
  if (node.name)
    Capture(node, types.matched->kind == TypeKind::kNever ? subject : types.matched, node.name_span, captures);
  return types;
}

// a | b: each alternative sees what the ones before it left
PatternTypes Checker::CheckKind(const ast::MatchOr& node, TypeRef subject, PatternCaptures& captures) {
  PatternTypes types{types_.never, subject, true};
  for (const ast::Pattern* alternative : node.patterns) {
    bool covered = types.rest->kind == TypeKind::kNever && subject->kind != TypeKind::kNever;
    PatternTypes one = CheckPattern(*alternative, covered ? subject : types.rest, captures);
    if (covered) one = {one.matched, types.rest, true};
    if (one.impossible && subject->kind != TypeKind::kNever) {
      Report(diag::kCaseUnreachable, alternative->span)
          .Label(covered ? "the alternatives before it take all values"
                         : fmt::format("the value is `{}` here", ToString(types.rest)));
    }
    types.matched = types.impossible ? one.matched
                    : one.impossible ? types.matched
                                     : types_.Union(types.matched, one.matched);
    types.impossible = types.impossible && one.impossible;
    types.rest = one.rest;
  }
  return types;
}

// 1, "a", Color.RED: subject == value
PatternTypes Checker::CheckKind(const ast::MatchValue& node, TypeRef subject, PatternCaptures&) {
  TypeRef type = Check(*node.value);
  NoteOperatorEffects(subject, type, "eq", node.span);
  TypeRef literal = LiteralOf(*node.value);
  bool is_constant = ast::Is<ast::Constant>(node.value);
  std::vector<TypeRef> taken, left;
  for (TypeRef member : MembersOf(subject)) {
    std::vector<TypeRef> parts = literal && member == type ? ValuesOf(types_, member) : std::vector<TypeRef>();
    if (parts.empty()) parts.push_back(member);
    for (TypeRef one : parts) {
      bool is_other = one->kind == TypeKind::kLiteral && literal && one != literal;
      bool is_none = one->kind == TypeKind::kNone && (is_constant || literal);
      if (!is_other && !is_none) taken.push_back(one);
      if (one != literal) left.push_back(one);
    }
  }
  TypeRef matched = types_.Union(taken);
  bool impossible = matched->kind == TypeKind::kNever;
  return {impossible ? subject : matched, types_.Union(left), impossible};
}

// None, True, False: subject is value
PatternTypes Checker::CheckKind(const ast::MatchSingleton& node, TypeRef subject, PatternCaptures&) {
  bool is_none = node.value == ast::ConstantKind::None, truth = node.value == ast::ConstantKind::True;
  TypeRef value = is_none ? types_.none : types_.LiteralBool(truth);
  std::vector<TypeRef> taken, left;
  for (TypeRef one : MembersOf(subject)) {
    if (IsOpenType(types_, one)) {
      taken.push_back(value);
      left.push_back(one);
    } else if (one == types_.bool_ && !is_none) {
      taken.push_back(value);
      left.push_back(types_.LiteralBool(!truth));
    } else if (IsSubtype(types_, value, one) || (!is_none && one == types_.int_)) {
      taken.push_back(one == types_.int_ ? one : value);
      if (one != value) left.push_back(one);
    } else {
      left.push_back(one);
    }
  }
  bool impossible = taken.empty();
  return {impossible ? subject : types_.Union(taken), types_.Union(left), impossible};
}

// *rest: bound by the sequence around it
PatternTypes Checker::CheckKind(const ast::MatchStar& node, TypeRef subject, PatternCaptures& captures) {
  if (node.name) Capture(node, subject, node.name_span, captures);
  return {subject, types_.never, false};
}

// The element type of a value that a sequence pattern may take; null: it takes no such value.
TypeRef Checker::ItemsOfSequence(TypeRef member, size_t count, bool has_star) {
  if (IsOpenType(types_, member)) return types_.any;
  if (const TupleType* tuple = AsTupleType(member)) {
    if (tuple->variadic) return tuple->elements[0];
    size_t size = tuple->elements.size();
    if (has_star ? size + 1 < count : size != count) return nullptr;
    return size ? TryElementOf(member) : types_.any;
  }
  const InstanceType* instance = AsInstanceType(member);
  if (!instance) return nullptr;
  if (TypeRef base = AsBase(types_, member, types_.sequence_class)) {
    const ClassSymbol* cls = instance->cls;
    bool is_text = cls->IsSubclassOf(types_.str_class) || cls->IsSubclassOf(types_.bytes_class) ||
                   cls->IsSubclassOf(types_.bytearray_class);
    return is_text ? nullptr : AsInstanceType(base)->args[0];
  }
  // Another class may have a subclass that is a sequence too; the built-in ones have not.
  bool is_builtin = instance->cls->class_kind == ClassKind::kBuiltin && instance->cls->module->full_name == "builtins";
  return is_builtin ? nullptr : types_.any;
}

// (a, b) against a tuple type with as many elements
PatternTypes Checker::CheckTuplePattern(const ast::MatchSequence& node, const TupleType& tuple,
                                        PatternCaptures& captures) {
  std::vector<TypeRef> matched, left(tuple.elements.begin(), tuple.elements.end());
  size_t refutable = 0;
  bool impossible = false;
  for (size_t i = 0; i < node.patterns.size(); ++i) {
    PatternTypes one = CheckPattern(*node.patterns[i], tuple.elements[i], captures);
    matched.push_back(one.matched);
    impossible = impossible || one.impossible;
    if (one.rest->kind == TypeKind::kNever) continue;
    ++refutable;
    left[i] = one.rest;
  }
  TypeRef rest = refutable == 0 ? types_.never : refutable == 1 ? types_.Tuple(left) : static_cast<TypeRef>(&tuple);
  return {types_.Tuple(matched), rest, impossible};
}

// [a, *rest]
PatternTypes Checker::CheckKind(const ast::MatchSequence& node, TypeRef subject, PatternCaptures& captures) {
  size_t count = node.patterns.size(), star = StarOf(node);
  bool has_star = star < count;
  std::vector<TypeRef> taken, left;
  TypeRef element = types_.never;
  for (TypeRef one : MembersOf(subject)) {
    TypeRef items = ItemsOfSequence(one, count, has_star);
    if (items) {
      taken.push_back(IsOpenType(types_, one) ? types_.Instance(types_.sequence_class, types_.any) : one);
      element = element->kind == TypeKind::kNever ? items : Join(types_, element, items);
    }
    if (!items || IsOpenType(types_, one) || !AsBase(types_, one, types_.sequence_class)) left.push_back(one);
  }
  const TupleType* tuple = taken.size() == 1 ? AsTupleType(taken[0]) : nullptr;
  bool fixed = tuple && !tuple->variadic;
  if (fixed && !has_star) {
    PatternTypes types = CheckTuplePattern(node, *tuple, captures);
    if (types.rest->kind != TypeKind::kNever) left.push_back(types.rest);
    types.rest = types_.Union(left);
    return types;
  }
  if (taken.empty()) element = types_.any;
  bool total = has_star && (count == 1 || fixed);
  size_t surplus = fixed && has_star ? tuple->elements.size() + 1 - count : 0;
  for (size_t i = 0; i < count; ++i) {
    TypeRef part = element;
    if (fixed && i != star) part = tuple->elements[i < star ? i : i + surplus - 1];
    if (i == star) part = types_.List(element);
    total = CheckPattern(*node.patterns[i], part, captures).rest->kind == TypeKind::kNever && total;
  }
  if (!total) left = {subject};
  TypeRef matched = types_.Union(taken);
  return {taken.empty() ? subject : matched, types_.Union(left), taken.empty()};
}

// {key: pattern, **rest}
PatternTypes Checker::CheckKind(const ast::MatchMapping& node, TypeRef subject, PatternCaptures& captures) {
  std::vector<TypeRef> taken, left;
  TypeRef key = types_.never, value = types_.never;
  auto add = [&](TypeRef& sum, TypeRef one) { sum = sum->kind == TypeKind::kNever ? one : Join(types_, sum, one); };
  for (TypeRef one : MembersOf(subject)) {
    TypeRef base = one->kind == TypeKind::kInstance ? AsBase(types_, one, types_.mapping_class) : nullptr;
    const InstanceType* instance = AsInstanceType(one);
    bool is_foreign = instance && !base && instance->cls->class_kind != ClassKind::kBuiltin;
    if (base) {
      add(key, AsInstanceType(base)->args[0]);
      add(value, AsInstanceType(base)->args[1]);
    } else if (IsOpenType(types_, one) || is_foreign) {
      add(key, types_.any);
      add(value, types_.any);
    } else {
      left.push_back(one);
      continue;
    }
    TypeRef args[] = {types_.any, types_.any};
    taken.push_back(IsOpenType(types_, one) ? types_.Instance(types_.mapping_class, args) : one);
    if (!base) left.push_back(one);
  }
  if (taken.empty()) key = value = types_.any;
  for (const ast::Expr* one : node.keys) Check(*one);
  for (const ast::Pattern* pattern : node.patterns) CheckPattern(*pattern, value, captures);
  if (node.rest) Capture(node, types_.Dict(key, value), node.rest_span, captures);
  if (!node.keys.empty()) left = {subject};
  return {taken.empty() ? subject : types_.Union(taken), types_.Union(left), taken.empty()};
}

}  // namespace spy::check
