// Calls of built-ins that have rules of their own.
#include <array>

#include "frontend/diagnostics/types.h"
#include "typecheck/dialect/dialect.h"
#include "typecheck/names/data_class.h"
#include "typecheck/rules/callee.h"
#include "typecheck/rules/checker.h"
#include "typecheck/rules/wording.h"

namespace spy::check {

// Null when the call is an ordinary one.
TypeRef Checker::CheckSpecialCall(const ast::Call& node, const Callee& callee, TypeRef expected) {
  if (TypeRef result = CheckChangedCopy(node, callee, expected)) return result;
  if (TypeRef result = CheckTypedDictCall(node)) return result;
  if (TypeRef result = CheckSetattrMethod(node)) return result;
  const Symbol* symbol = callee.symbol;
  if (!symbol || !symbol->module || symbol->module->module_kind != ModuleKind::kStub) return nullptr;
  if (symbol->module->full_name == "typing") {
    if (symbol->name == "cast") return CheckCastCall(node);
    if (symbol->name == "reveal_type") return CheckRevealType(node);
    return CheckTypingCall(node, symbol->name);
  }
  if (symbol->module != program_.builtins) return nullptr;
  struct Row {
    std::string_view name;
    TypeRef (Checker::*rule)(const ast::Call&);
  };
  static constexpr std::array kRows = {
      Row{"isinstance", &Checker::CheckIsInstanceCall},
      Row{"issubclass", &Checker::CheckIsInstanceCall},
      Row{"type", &Checker::CheckTypeCall},
      Row{"getattr", &Checker::CheckGetattrCall},
      Row{"reveal_type", &Checker::CheckRevealType},
      Row{"super", &Checker::CheckSuperCall},
      Row{"hasattr", &Checker::CheckHasattrCall},
      Row{"setattr", &Checker::CheckSetattrCall},
  };
  for (const Row& row : kRows) {
    if (row.name == symbol->name) return (this->*row.rule)(node);
  }
  if (!dialect::RefuseBuiltin(declared_.diagnostics, node, symbol->name)) return nullptr;
  CheckDynamicCall(node);
  return types_.error;
}

// isinstance(x, C) -> bool; the class must be one that can be tested
TypeRef Checker::CheckIsInstanceCall(const ast::Call& node) {
  if (node.args.size() != 2 || !node.keywords.empty()) return nullptr;
  Check(*node.args[0]);
  TypeRef type = Check(*node.args[1]);
  std::string_view function =
      ast::Is<ast::NameExpr>(node.func) ? ast::As<ast::NameExpr>(*node.func).name.view() : "isinstance";
  CheckTestedClass(*node.args[1], type, function);
  NoteOperatorEffects(type, type, "instancecheck", node.span);
  return types_.bool_;
}

// TypeVar, typing.ParamSpec: classes of CPython that the stubs describe as functions.
bool Checker::IsClassOfTypeVariables(const ast::Expr& expr) const {
  const ast::Attribute* dotted = ast::DynCast<ast::Attribute>(&expr);
  const AttributeInfo* info = dotted ? out_.attributes_[dotted->id] : nullptr;
  const Symbol* symbol = ResolveAlias(dotted ? (info ? info->symbol : nullptr) : SymbolAt(expr));
  bool of_typing = symbol && symbol->module && symbol->module->full_name == "typing";
  return of_typing && (symbol->name == "TypeVar" || symbol->name == "ParamSpec" || symbol->name == "TypeVarTuple");
}

void Checker::CheckTestedClass(const ast::Expr& where, TypeRef type, std::string_view function) {
  if (const auto* tuple = ast::DynCast<ast::Tuple>(&where)) {
    for (const ast::Expr* one : tuple->elts) CheckTestedClass(*one, out_.types_[one->id], function);
    return;
  }
  if (const auto* either = ast::DynCast<ast::BinOp>(&where); either && either->op == ast::Operator::BitOr) {
    CheckTestedClass(*either->left, out_.types_[either->left->id], function);
    CheckTestedClass(*either->right, out_.types_[either->right->id], function);
    return;
  }
  if (type->kind == TypeKind::kAny || type->kind == TypeKind::kError || type->kind == TypeKind::kTuple) return;
  if (type->kind == TypeKind::kNone) return;
  if (const UnionType* u = AsUnionType(type)) {
    for (TypeRef member : u->members) CheckTestedClass(where, member, function);
    return;
  }
  if (const ClassObjectType* object = AsClassObjectType(type)) {
    const InstanceType* tested = AsInstanceType(object->instance);
    bool own_protocol = tested && tested->cls->is_protocol && tested->cls->class_kind != ClassKind::kBuiltin;
    if (own_protocol && !tested->cls->is_runtime_checkable) {
      Report(diag::kUncheckableProtocol, where.span, tested->cls->name)
          .Label("CPython raises TypeError here")
          .Note(tested->cls->name_span, "it is not `@runtime_checkable`")
          .Help("decorate it: `@runtime_checkable`");
      return;
    }
    if (tested && IsOfKind(*tested->cls, DataKind::kTypedDict)) {
      Report(diag::kNotAClass, where.span, Quote(where), function)
          .Label("a typed dict is a `dict` at run time: CPython raises TypeError here")
          .Help(fmt::format("test for `dict`, or for the keys that `{}` has", tested->cls->name));
      return;
    }
    if (!ast::Is<ast::Subscript>(&where)) return;
    std::string_view name = TextOf(*ast::As<ast::Subscript>(where).value);
    Report(diag::kGenericTest, where.span, ToString(object->instance))
        .Label("CPython refuses this test")
        .Help(fmt::format("test for `{}`", name))
        .Fix(where.span, std::string(name));
    return;
  }
  if (const InstanceType* instance = AsInstanceType(type); instance && instance->cls == types_.type_class) return;
  if (IsClassOfTypeVariables(where)) return;
  Report(diag::kNotAClass, where.span, Quote(where), function).Label(fmt::format("this is {}", WithArticle(type)));
}

// partial(f, 1, key="x") -> f takes what is given; the rest may come later
void Checker::CheckPartialCall(const ast::Call& node) {
  if (node.args.empty() || ast::Is<ast::Starred>(node.args[0])) return;
  TypeRef type = out_.types_[node.args[0]->id];
  if (type && AsClassObjectType(type)) type = ConstructorSignature(types_, AsClassObjectType(type)->instance);
  const CallableType* function = type ? AsCallableType(type) : nullptr;
  if (!function || function->any_params || Contains(function, TypeKind::kTypeVar)) return;
  std::vector<ParamType> params(function->params.begin(), function->params.end());
  for (ParamType& param : params) param.has_default = true;
  std::vector<Argument> args = CollectArguments(node);
  CallSite site{&node, node.func->span, Quote(*node.args[0]), std::span(args).subspan(1)};
  Apply(site, *types_.Callable(params, function->result, false, function->function), nullptr, true);
}

// type(x) -> the class of x; three arguments make a class
TypeRef Checker::CheckTypeCall(const ast::Call& node) {
  if (node.args.size() == 3) {
    for (const ast::Expr* arg : node.args) Check(*arg);
    dialect::RefuseDynamicClass(declared_.diagnostics, node);
    return types_.error;
  }
  if (node.args.size() != 1 || !node.keywords.empty() || ast::Is<ast::Starred>(node.args[0])) return nullptr;
  TypeRef type = StripLiteral(types_, Check(*node.args[0]));
  switch (type->kind) {
    case TypeKind::kError:
    case TypeKind::kNever:
      return type;
    case TypeKind::kInstance:
    case TypeKind::kNone:
    case TypeKind::kTuple:
      return types_.ClassObject(type);
    case TypeKind::kUnion: {
      std::vector<TypeRef> members;
      for (TypeRef member : MembersOf(type)) {
        if (member->kind != TypeKind::kInstance && member->kind != TypeKind::kNone && member->kind != TypeKind::kTuple)
          return types_.Instance(types_.type_class);
        members.push_back(types_.ClassObject(member));
      }
      return types_.Union(members);
    }
    case TypeKind::kAny:
    case TypeKind::kLiteral:
    case TypeKind::kCallable:
    case TypeKind::kOverloaded:
    case TypeKind::kClassObject:
    case TypeKind::kTypeVar:
    case TypeKind::kModule:
      return types_.Instance(types_.type_class);
  }
  return types_.any;
}

namespace {

const ast::Constant* LiteralName(const ast::Call& node) {
  const auto* constant = node.args.size() > 1 ? ast::DynCast<ast::Constant>(node.args[1]) : nullptr;
  return constant && constant->constant_kind == ast::ConstantKind::Str ? constant : nullptr;
}

}  // namespace

// getattr(x, "name") -> the attribute's type; getattr(x, name) only on Any and modules
TypeRef Checker::CheckGetattrCall(const ast::Call& node) {
  if (node.args.size() < 2 || node.args.size() > 3 || !node.keywords.empty()) return nullptr;
  TypeRef receiver = Check(*node.args[0]);
  TypeRef name_type = Check(*node.args[1]);
  TypeRef fallback = node.args.size() == 3 ? Check(*node.args[2]) : nullptr;
  if (receiver->kind == TypeKind::kAny || receiver->kind == TypeKind::kError || receiver->kind == TypeKind::kUnion)
    return types_.any;
  if (!Require(*node.args[1], name_type, types_.str_)) return types_.error;
  const ast::Constant* name = LiteralName(node);
  const InstanceType* view = NominalView(types_, receiver);
  bool native = view && view->cls->class_kind != ClassKind::kBuiltin;
  if (!name) {
    if (native) return dialect::RefuseComputedGetattr(declared_.diagnostics, node, ToString(receiver)), types_.error;
    return types_.any;
  }
  std::optional<Member> member = FindMember(types_, receiver, name->text);
  if (!member) {
    if (fallback) return receiver == types_.object_ ? types_.any : native ? fallback : types_.any;
    if (receiver == types_.object_ || !native) return types_.any;
    auto report = Report(diag::kUnknownAttribute, node.args[1]->span, ToString(receiver), name->text);
    std::string near = SuggestMember(receiver, name->text);
    if (!near.empty()) report.Help(fmt::format("did you mean `{}`?", near));
    return types_.error;
  }
  return fallback ? Join(types_, member->type, fallback) : member->type;
}

// hasattr(x, "name") -> bool
TypeRef Checker::CheckHasattrCall(const ast::Call&) { return nullptr; }

// cast(T, x) -> T, checked at run time
TypeRef Checker::CheckCastCall(const ast::Call& node) {
  if (node.args.size() != 2 || !node.keywords.empty()) return nullptr;
  AnnotationOptions options;
  options.deferred = true;
  TypeRef type = EvaluateAnnotation(program_, declared_, *body_->scope, *node.args[0], options).type;
  SetType(*node.args[0], types_.any);
  Check(*node.args[1]);
  return type ? type : types_.error;
}

// reveal_type(x) -> x, and a note
TypeRef Checker::CheckRevealType(const ast::Call& node) {
  if (node.args.size() != 1) return nullptr;
  TypeRef type = Check(*node.args[0]);
  Report(diag::kRevealedType, node.args[0]->span, ToString(type));
  return type;
}

}  // namespace spy::check
