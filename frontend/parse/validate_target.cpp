// Targets of assignment and deletion, stars, assignment expressions.
#include <fmt/format.h>

#include <algorithm>

#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/validator.h"

namespace spy::parse {

using namespace ast;

namespace {

std::string DescribeConstant(const Constant& constant) {
  switch (constant.constant_kind) {
    case ConstantKind::None:
      return "`None`";
    case ConstantKind::True:
      return "`True`";
    case ConstantKind::False:
      return "`False`";
    case ConstantKind::Ellipsis:
      return "ellipsis";
    case ConstantKind::Int:
    case ConstantKind::Float:
    case ConstantKind::Imaginary:
    case ConstantKind::Str:
    case ConstantKind::Bytes:
      return "a literal";
  }
  __builtin_unreachable();
}

struct Describer {
  std::string operator()(const Constant& node) const { return DescribeConstant(node); }
  std::string operator()(const NameExpr& node) const { return fmt::format("name `{}`", node.name.view()); }
  std::string operator()(const Attribute&) const { return "an attribute"; }
  std::string operator()(const Subscript&) const { return "a subscript"; }
  std::string operator()(const Starred&) const { return "a starred expression"; }
  std::string operator()(const List&) const { return "a list"; }
  std::string operator()(const Tuple&) const { return "a tuple"; }
  std::string operator()(const Slice&) const { return "a slice"; }
  std::string operator()(const BoolOp&) const { return "an expression"; }
  std::string operator()(const BinOp&) const { return "an expression"; }
  std::string operator()(const UnaryOp&) const { return "an expression"; }
  std::string operator()(const NamedExpr&) const { return "an assignment expression"; }
  std::string operator()(const Lambda&) const { return "a lambda"; }
  std::string operator()(const IfExp&) const { return "a conditional expression"; }
  std::string operator()(const Dict&) const { return "a dict literal"; }
  std::string operator()(const Set&) const { return "a set display"; }
  std::string operator()(const ListComp&) const { return "a list comprehension"; }
  std::string operator()(const SetComp&) const { return "a set comprehension"; }
  std::string operator()(const DictComp&) const { return "a dict comprehension"; }
  std::string operator()(const GeneratorExp&) const { return "a generator expression"; }
  std::string operator()(const Await&) const { return "an await expression"; }
  std::string operator()(const Yield&) const { return "a yield expression"; }
  std::string operator()(const YieldFrom&) const { return "a yield expression"; }
  std::string operator()(const Compare&) const { return "a comparison"; }
  std::string operator()(const Call&) const { return "a function call"; }
  std::string operator()(const FormattedValue&) const { return "an f-string expression"; }
  std::string operator()(const JoinedStr&) const { return "an f-string expression"; }
};

bool IsSimpleTarget(const Expr& expr) { return Is<NameExpr>(&expr) || Is<Attribute>(&expr) || Is<Subscript>(&expr); }

}  // namespace

std::string DescribeExpr(const Expr& expr) { return Dispatch(expr, Describer()); }

void Validator::CheckBinding(Name name, Span span) {
  // Stubs declare it.
  if (name == "__debug__" && !diags_.file().path().ends_with(".pyi")) diags_.Report(diag::kDebugAssigned, span);
}

void Validator::CheckTargets(Seq<Expr> elts) {
  const Expr* star = nullptr;
  for (const Expr* elt : elts) {
    const Starred* starred = DynCast<Starred>(elt);
    if (!starred) {
      CheckTarget(*elt);
      continue;
    }
    if (starred->parenthesised) diags_.Report(diag::kStarMisplaced, starred->span);
    if (star) {
      diags_.Report(diag::kStarRepeated, starred->span, "multiple starred targets in one assignment")
          .Note(star->span, "the first is here");
    }
    star = star ? star : elt;
    CheckTarget(*starred->value);
  }
}

// A target of assignment; its subexpressions are visited too.
void Validator::CheckTarget(const Expr& target) {
  if (const NameExpr* name = DynCast<NameExpr>(&target)) {
    CheckBinding(name->name, name->span);
  } else if (const Attribute* attribute = DynCast<Attribute>(&target)) {
    CheckBinding(attribute->attr, attribute->attr_span);
    Visit(attribute->value);
  } else if (Is<Subscript>(&target)) {
    Visit(&target);
  } else if (const Tuple* tuple = DynCast<Tuple>(&target)) {
    CheckTargets(tuple->elts);
  } else if (const List* list = DynCast<List>(&target)) {
    CheckTargets(list->elts);
  } else if (Is<Starred>(&target)) {
    diags_.Report(diag::kStarMisplaced, target.span)
        .Help("a starred target must be in a list or tuple: `*a, = values`");
  } else {
    auto report = diags_.Report(diag::kAssignTarget, target.span, DescribeExpr(target));
    if (Is<Compare>(&target) || Is<Call>(&target) || Is<Constant>(&target)) report.Help("to compare, write `==`");
  }
}

// a = b = value
void Validator::Check(const Assign& node) {
  for (const Expr* target : node.targets) CheckTarget(*target);
  Visit(node.value);
}

// target += value
void Validator::Check(const AugAssign& node) {
  if (IsSimpleTarget(*node.target)) {
    CheckTarget(*node.target);
  } else {
    diags_.Report(diag::kAugmentedTarget, node.target->span, DescribeExpr(*node.target));
  }
  Visit(node.value);
}

// target: annotation = value
void Validator::Check(const AnnAssign& node) {
  if (IsSimpleTarget(*node.target)) {
    CheckTarget(*node.target);
  } else {
    auto report = diags_.Report(diag::kAnnotatedTarget, node.target->span, DescribeExpr(*node.target));
    if (Is<Tuple>(node.target) || Is<List>(node.target)) report.Help("annotate each name in a line of its own");
  }
  VisitAnnotation(node.annotation);
  Visit(node.value);
}

void Validator::CheckDeleteTarget(const Expr& target) {
  auto check_all = [this](Seq<Expr> elts) {
    for (const Expr* elt : elts) CheckDeleteTarget(*elt);
  };
  if (const Tuple* tuple = DynCast<Tuple>(&target)) {
    check_all(tuple->elts);
  } else if (const List* list = DynCast<List>(&target)) {
    check_all(list->elts);
  } else if (IsSimpleTarget(target)) {
    CheckTarget(target);
  } else {
    diags_.Report(diag::kDeleteTarget, target.span, DescribeExpr(target));
  }
}

// del targets
void Validator::Check(const Delete& node) {
  for (const Expr* target : node.targets) CheckDeleteTarget(*target);
}

// with context as target
void Validator::Check(const WithItem& node) {
  Visit(node.context_expr);
  if (node.optional_vars) CheckTarget(*node.optional_vars);
}

// target := value
void Validator::Check(const NamedExpr& node) {
  const NameExpr* name = DynCast<NameExpr>(node.target);
  if (!name || name->parenthesised) {
    diags_.Report(diag::kWalrusTarget, node.target->span, DescribeExpr(*node.target));
  } else {
    CheckBinding(name->name, name->span);
    CheckWalrusScope(node, name->name);
  }
  Visit(node.value);
}

void Validator::CheckWalrusScope(const NamedExpr& node, Name name) {
  if (Top().in_iterable) {
    diags_.Report(diag::kWalrusMisplaced, node.span, "cannot be used in a comprehension iterable expression");
    return;
  }
  if (Top().kind == FrameKind::TypeScope) {
    diags_.Report(diag::kScopeMisplaced, node.span, "assignment expression", Top().what);
    return;
  }
  for (size_t i = frames_.size(); i-- > 0;) {
    Frame& frame = frames_[i];
    if (frame.kind != FrameKind::Comprehension) {
      if (frame.kind == FrameKind::Class && i + 1 < frames_.size()) {
        diags_.Report(diag::kWalrusMisplaced, node.span, "within a comprehension cannot be used in a class body");
      } else if (frame.kind == FrameKind::TypeScope) {
        diags_.Report(diag::kScopeMisplaced, node.span, "assignment expression within a comprehension", frame.what);
      }
      return;
    }
    frame.walrus.push_back(name);
    if (std::find(frame.targets.begin(), frame.targets.end(), name) != frame.targets.end()) {
      diags_.Report(diag::kWalrusMisplaced, node.span,
                    fmt::format("cannot rebind comprehension iteration variable `{}`", name.view()));
      return;
    }
  }
}

// The elements of a display or an argument list: the places where `*` may stand.
void Validator::VisitElements(Seq<Expr> elts) {
  for (const Expr* elt : elts) {
    const Starred* starred = DynCast<Starred>(elt);
    if (starred && !starred->parenthesised) {
      Visit(starred->value);
    } else {
      Visit(elt);
    }
  }
}

// Any other star.
void Validator::Check(const Starred& node) {
  diags_.Report(diag::kStarMisplaced, node.span);
  Visit(node.value);
}

void Validator::Check(const Tuple& node) { VisitElements(node.elts); }
void Validator::Check(const List& node) { VisitElements(node.elts); }
void Validator::Check(const Set& node) { VisitElements(node.elts); }

void Validator::Check(const Subscript& node) {
  Visit(node.value);
  Visit(node.slice);
}

}  // namespace spy::parse
