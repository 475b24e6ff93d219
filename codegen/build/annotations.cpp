// __annotations__ of functions, classes and modules: evaluated where and in the order in which CPython does; texts
// under `from __future__ import annotations`.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {
namespace {

bool HasAnnotation(const ast::Node& node) {
  if (const auto* annotated = ast::DynCast<ast::AnnAssign>(&node)) return annotated != nullptr;
  bool other_scope = node.kind == ast::NodeKind::FunctionDef || node.kind == ast::NodeKind::AsyncFunctionDef ||
                     node.kind == ast::NodeKind::ClassDef || node.kind == ast::NodeKind::Lambda;
  if (other_scope) return false;
  bool found = false;
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found || HasAnnotation(child); });
  return found;
}

}  // namespace

bool FunctionBuilder::FutureAnnotations() const {
  for (const ast::Stmt* stmt : m_.ast->body) {
    const auto* import = ast::DynCast<ast::ImportFrom>(stmt);
    if (!import || import->module != std::string_view("__future__")) continue;
    for (const ast::Alias* alias : import->names) {
      if (alias->name == std::string_view("annotations")) return true;
    }
  }
  return false;
}

// The text as CPython unparses it: for the forms that types have, in one line.
std::string FunctionBuilder::AnnotationText(const ast::Expr& e) const {
  auto list = [&](ast::Seq<ast::Expr> elements) {
    std::string text;
    for (const ast::Expr* one : elements) text += (text.empty() ? "" : ", ") + AnnotationText(*one);
    return text;
  };
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&e)) {
    return AnnotationText(*attribute->value) + "." + std::string(attribute->attr.view());
  }
  if (const auto* item = ast::DynCast<ast::Subscript>(&e)) {
    const auto* tuple = ast::DynCast<ast::Tuple>(item->slice);
    bool plain = tuple && tuple->elts.size() > 0;
    std::string inside =
        plain ? list(tuple->elts) + (tuple->elts.size() == 1 ? "," : "") : AnnotationText(*item->slice);
    return AnnotationText(*item->value) + "[" + inside + "]";
  }
  if (const auto* either = ast::DynCast<ast::BinOp>(&e); either && either->op == ast::Operator::BitOr) {
    return AnnotationText(*either->left) + " | " + AnnotationText(*either->right);
  }
  if (const auto* items = ast::DynCast<ast::List>(&e)) return "[" + list(items->elts) + "]";
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&e)) {
    return "(" + list(tuple->elts) + (tuple->elts.size() == 1 ? ",)" : ")");
  }
  if (const auto* constant = ast::DynCast<ast::Constant>(&e);
      constant && constant->constant_kind == ast::ConstantKind::Str) {
    bool simple = constant->text.find_first_of("'\\\n") == std::string_view::npos;
    if (simple) return "'" + std::string(constant->text) + "'";
  }
  return std::string(m_.source->Text(e.span));
}

// What an annotation evaluates to: type expressions are ordinary ones, but the checker has not typed them.
ValueId FunctionBuilder::AnnotationValue(const ast::Expr& e) {
  Span outer = b_.span();
  b_.SetSpan(e.span);
  ValueId value;
  if (const auto* attribute = ast::DynCast<ast::Attribute>(&e)) {
    value = b_.Emit(Op::kObjGetAttr, {AnnotationValue(*attribute->value)}, {ir_.AddName(attribute->attr.view())});
  } else if (const auto* item = ast::DynCast<ast::Subscript>(&e)) {
    ValueId owner = AnnotationValue(*item->value);
    value = b_.Emit(Op::kObjGetItem, {owner, AnnotationValue(*item->slice)});
  } else if (const auto* either = ast::DynCast<ast::BinOp>(&e); either && either->op == ast::Operator::BitOr) {
    ValueId left = AnnotationValue(*either->left);
    value = b_.Emit(Op::kObjBinary, {left, AnnotationValue(*either->right)}, {ir::Operator::kOr});
  } else if (const auto* tuple = ast::DynCast<ast::Tuple>(&e)) {
    Values parts;
    for (const ast::Expr* one : tuple->elts) parts.push_back(AnnotationValue(*one));
    value = b_.Emit(Op::kTupleNew, parts);
  } else if (const auto* list = ast::DynCast<ast::List>(&e)) {
    Values parts;
    for (const ast::Expr* one : list->elts) parts.push_back(AnnotationValue(*one));
    value = b_.Emit(Op::kListNew, parts);
  } else if (const auto* starred = ast::DynCast<ast::Starred>(&e)) {  // *args: *Ts, the one element
    value = b_.Emit(Op::kListNew, {});
    b_.Emit(Op::kListSpread, {value, AnnotationValue(*starred->value)});
    value = b_.Emit(Op::kObjGetItem, {Object(value), Object(b_.ConstInt(0))});
  } else {
    value = ObjectExpr(e);
  }
  b_.SetSpan(outer);
  return Object(value);
}

// {name: annotation, ..., "return": annotation} in CPython's order; none if nothing is annotated.
ValueId FunctionBuilder::AnnotationsOf(const ast::FunctionBase& def) {
  bool texts = FutureAnnotations();
  Values pairs;
  auto add = [&](std::string_view name, const ast::Expr* annotation) {
    if (!annotation) return;
    pairs.push_back(b_.ConstName(name));
    pairs.push_back(texts ? b_.ConstStr(AnnotationText(*annotation)) : AnnotationValue(*annotation));
  };
  auto add_arg = [&](const ast::Arg* arg) {
    if (!arg || !arg->annotation) return;
    const check::VariableSymbol* v = check::AsVariableSymbol(m_.SymbolOf(*arg));
    add(v ? v->name : arg->name.view(), arg->annotation);
  };
  for (const ast::Arg* arg : def.args->args) add_arg(arg);
  for (const ast::Arg* arg : def.args->posonlyargs) add_arg(arg);
  add_arg(def.args->vararg);
  for (const ast::Arg* arg : def.args->kwonlyargs) add_arg(arg);
  add_arg(def.args->kwarg);
  add("return", def.returns);
  return pairs.empty() ? ValueId{} : b_.Emit(Op::kDictNew, pairs);
}

void FunctionBuilder::AnnotateFunction(const ast::FunctionBase& def, ValueId function) {
  std::unordered_map<const check::Symbol*, ValueId> outer_params = type_params_;
  Values params = MakeTypeParams(def.type_params);
  if (!params.empty()) SetFunctionTypeParams(function, params);
  if (ValueId dict = AnnotationsOf(def)) b_.Emit(Op::kObjSetAttr, {function, dict}, {ir_.AddName("__annotations__")});
  type_params_ = std::move(outer_params);
}

// A module or class body with annotated names gets its dict before anything of it runs.
void FunctionBuilder::StartAnnotations(ast::Seq<ast::Stmt> body) {
  annotations_ = {};
  bool any = std::any_of(body.begin(), body.end(), [](const ast::Stmt* stmt) { return HasAnnotation(*stmt); });
  if (!any) return;
  annotations_ = b_.Emit(Op::kDictNew);
  if (class_body_) {
    b_.Emit(Op::kClassSet, {class_state_, annotations_}, {ir_.AddName("__annotations__")});
  } else {
    b_.Emit(Op::kGlobalSet, {annotations_}, {u_.GlobalOf(m_.symbol, "__annotations__", u_.types.any)});
  }
}

// name: T = value, after the value is assigned
void FunctionBuilder::AnnotateVariable(const ast::AnnAssign& stmt) {
  if ((fn_ && !class_body_) || !annotations_ || class_space_) return;
  ValueId value =
      FutureAnnotations() ? b_.ConstStr(AnnotationText(*stmt.annotation)) : AnnotationValue(*stmt.annotation);
  const auto* name = ast::DynCast<ast::NameExpr>(stmt.target);
  if (!name || !stmt.simple) return;
  const check::Symbol* symbol = m_.SymbolOf(*name);
  ValueId key = b_.ConstName(symbol ? symbol->name : name->name.view());
  b_.Emit(Op::kObjSetItem, {annotations_, key, value});
}

}  // namespace spy::build
