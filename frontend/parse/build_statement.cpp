// Simple statements.
#include "frontend/diagnostics/syntax.h"
#include "frontend/parse/builder.h"

namespace spy::parse {

using namespace ast;

// return value -> Return
void AstBuilder::BuildReturn(size_t m, const Token* t) {
  Return* node = NewFrom<Return>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// import a.b as c, d -> Import
void AstBuilder::BuildImport(size_t m, const Token* t) {
  Import* node = NewFrom<Import>(t);
  node->names = Nodes<Alias>(m);
  Reduce(m, node);
}

// from ..module import a as b -> ImportFrom
void AstBuilder::BuildImportFrom(size_t m, const Token* t, const Token* module, const Token* module_end, int level) {
  ImportFrom* node = NewFrom<ImportFrom>(t);
  if (module != module_end) {
    node->module = DottedName(module, module_end - 1);
    node->module_span = Join(module->span(), module_end[-1].span());
  } else if (level == 0) {
    diags_.Report(diag::kSyntaxInvalid, module->span(), "expected the name of a module after `from`");
  }
  node->names = Nodes<Alias>(m);
  node->level = level;
  Reduce(m, node);
}

// name as asname -> alias
void AstBuilder::BuildAlias(const Token* t, const Token* name_end) {
  Alias* node = NewFrom<Alias>(t);
  node->name = DottedName(t, name_end);
  node->name_span = Join(t->span(), name_end->span());
  if (Last() != name_end) {
    node->asname = NameOf(Last());
    node->asname_span = Last()->span();
  }
  Push(node);
}

// * -> alias
void AstBuilder::BuildStarAlias() {
  Alias* node = NewAt<Alias>(Last());
  node->name = NameOf(Last());
  node->name_span = node->span;
  Push(node);
}

// raise exc from cause -> Raise
void AstBuilder::BuildRaise(size_t m, const Token* t) {
  Raise* node = NewFrom<Raise>(t);
  node->exc = ExprAt(m);
  node->cause = ExprAt(m + 1);
  Reduce(m, node);
}

// del a, b -> Delete
void AstBuilder::BuildDelete(size_t m, const Token* t) {
  Delete* node = NewFrom<Delete>(t);
  SetContext(ExprAt(m), ExprContext::Del);
  Tuple* tuple = DynCast<Tuple>(NodeAt(m));
  if (tuple && !tuple->parenthesised) {
    node->targets = tuple->elts;
  } else {
    node->targets = Nodes<Expr>(m);
  }
  Reduce(m, node);
}

// assert test, msg -> Assert
void AstBuilder::BuildAssert(size_t m, const Token* t) {
  Assert* node = NewFrom<Assert>(t);
  node->test = ExprAt(m);
  node->msg = ExprAt(m + 1);
  Reduce(m, node);
}

// value -> Expr
void AstBuilder::BuildExprStmt(size_t m, const Token* t) {
  ExprStmt* node = NewFrom<ExprStmt>(t);
  node->value = ExprAt(m);
  Reduce(m, node);
}

// a = b = value -> Assign
void AstBuilder::BuildAssign(size_t m, const Token* t) {
  Assign* node = NewFrom<Assign>(t);
  node->targets = Nodes<Expr>(m, values_.size() - 1);
  node->value = ExprAt(values_.size() - 1);
  for (Expr* target : node->targets) {
    SetContext(target, ExprContext::Store);
  }
  Reduce(m, node);
}

namespace {

Operator AugmentedOperator(std::string_view text) {
  text.remove_suffix(1);  // "="
  for (int op = 0;; ++op) {
    if (OperatorText(Operator(op)) == text) return Operator(op);
  }
}

}  // namespace

// target += value -> AugAssign
void AstBuilder::BuildAugAssign(size_t m, const Token* t, const Token* op) {
  AugAssign* node = NewFrom<AugAssign>(t);
  node->target = ExprAt(m);
  node->op = AugmentedOperator(TextOf(op));
  node->value = ExprAt(m + 1);
  node->op_span = op->span();
  SetContext(node->target, ExprContext::Store);
  Reduce(m, node);
}

// target: annotation = value -> AnnAssign
void AstBuilder::BuildAnnAssign(size_t m, const Token* t) {
  AnnAssign* node = NewFrom<AnnAssign>(t);
  node->target = ExprAt(m);
  node->annotation = ExprAt(m + 1);
  node->value = ExprAt(m + 2);
  node->simple = Is<NameExpr>(node->target) && !node->target->parenthesised;
  SetContext(node->target, ExprContext::Store);
  Reduce(m, node);
}

// type name[T] = value -> TypeAlias
void AstBuilder::BuildTypeAlias(size_t m, const Token* t) {
  TypeAlias* node = NewFrom<TypeAlias>(t);
  node->name = ExprAt(m);
  node->type_params = ListAt<TypeParam>(m + 1);
  node->value = ExprAt(m + 2);
  Reduce(m, node);
}

}  // namespace spy::parse
