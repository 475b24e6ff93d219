// What is called: functions, methods, classes, built-ins, or a value.
#include "typecheck/rules/callee.h"

#include <algorithm>

#include "typecheck/rules/checker.h"

namespace spy::check {

Checker::Callee Checker::ResolveCallee(const ast::Call& node) {
  Callee callee;
  callee.name = Quote(*node.func);
  if (callee.name == "this value") callee.name = "the callee";
  if (const auto* attribute = ast::DynCast<ast::Attribute>(node.func)) {
    ResolveAttributeCallee(node, *attribute, callee);
    SetType(*node.func, callee.type);
    return callee;
  }
  callee.type = ast::Is<ast::Lambda>(node.func) ? CheckCalledLambda(node) : Check(*node.func);
  const auto* name = ast::DynCast<ast::NameExpr>(node.func);
  if (!name) {
    // Box[int](...), not kinds["box"](...)
    const auto* generic = ast::DynCast<ast::Subscript>(node.func);
    if (generic && callee.type->kind == TypeKind::kClassObject && NamesClass(*generic->value))
      ResolveClassCallee(callee);
    return callee;
  }
  const Symbol* symbol = ResolveAlias(SymbolAt(*name));
  callee.symbol = symbol;
  if (const FunctionSymbol* function = AsFunctionSymbol(symbol)) {
    ResolveFunctionCallee(*function, callee);
  } else if (AsClassSymbol(symbol)) {
    ResolveClassCallee(callee);
  }
  return callee;
}

// The name of a class, or module.Class: the class itself, not a variable that holds one.
bool Checker::NamesClass(const ast::Expr& expr) const {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&expr)) return AsClassSymbol(ResolveAlias(SymbolAt(*name)));
  const auto* attribute = ast::DynCast<ast::Attribute>(&expr);
  const AttributeInfo* info = attribute ? out_.attributes_[attribute->id] : nullptr;
  return info && info->symbol && AsClassSymbol(ResolveAlias(info->symbol));
}

// (lambda x: ...)(value): the arguments say what the parameters are.
TypeRef Checker::CheckCalledLambda(const ast::Call& node) {
  auto is_open = [&](const ast::Expr* arg) { return ast::Is<ast::Starred>(arg) || WantsContext(*arg); };
  bool plain = std::ranges::none_of(node.args, is_open) &&
               std::ranges::none_of(node.keywords,
                                    [&](const auto* keyword) { return !keyword->arg || is_open(keyword->value); });
  if (!plain) return Check(*node.func);
  std::vector<ParamType> params;
  for (const ast::Expr* arg : node.args) {
    params.push_back({{}, ParamKind::kPositionalOnly, StripLiteral(types_, Check(*arg)), false});
  }
  for (const ast::Keyword* keyword : node.keywords) {
    TypeRef type = StripLiteral(types_, Check(*keyword->value));
    params.push_back({keyword->arg.view(), ParamKind::kKeywordOnly, type, false});
  }
  return Check(*node.func, types_.Callable(params, types_.any));
}

void Checker::ResolveFunctionCallee(const FunctionSymbol& function, Callee& callee) {
  callee.symbol = &function;
  if (function.is_stub) {
    callee.kind = CalleeKind::kBuiltin;
  } else if (!function.is_rebound && function.decorators.empty()) {
    callee.kind = CalleeKind::kFunction;
    callee.function = &function;
  }
}

// C(...)
void Checker::ResolveClassCallee(Callee& callee) {
  const ClassObjectType* object = AsClassObjectType(callee.type);
  const InstanceType* instance = object ? NominalView(types_, object->instance) : nullptr;
  if (!instance) return;
  const ClassSymbol& cls = *instance->cls;
  callee.symbol = &cls;
  callee.is_exact_class = true;
  if (cls.class_kind == ClassKind::kBuiltin) {
    callee.kind = CalleeKind::kBuiltin;
    return;
  }
  if (cls.class_kind == ClassKind::kOpen || cls.is_decorated) return;
  callee.kind = CalleeKind::kConstructor;
  callee.cls = &cls;
  const FunctionSymbol* init = AsFunctionSymbol(cls.Lookup("__init__").symbol);
  callee.function = init && !init->is_stub ? init : nullptr;
  callee.has_receiver = true;
}

bool Checker::IsSuperCall(const ast::Expr& expr) const {
  const auto* call = ast::DynCast<ast::Call>(&expr);
  const auto* name = call ? ast::DynCast<ast::NameExpr>(call->func) : nullptr;
  return name && IsBuiltin(SymbolAt(*name), "super");
}

// receiver.method(...)
void Checker::ResolveAttributeCallee(const ast::Call& node, const ast::Attribute& attribute, Callee& callee) {
  TypeRef receiver = CheckReceiver(*attribute.value);
  if (IsPending(receiver)) {
    ResolveByCall(attribute, node);
    receiver = Quietly([&] { return CheckReceiver(*attribute.value); });
  }
  if (IsPending(receiver) || receiver->kind == TypeKind::kError) ResolveNestedByCall(attribute, node);
  bool is_super = IsSuperCall(*attribute.value);
  bool base_init = InInit() && attribute.attr == "__init__";
  AttributeInfo info;
  callee.type = AttributeOf(attribute, receiver, info);
  if (is_super) info.kind = AttributeKind::kDynamic;
  Record(attribute, info);
  if (info.variable && info.variable->storage == Storage::kField) callee.type = ReadFieldPlace(attribute, callee.type);
  if (base_init && (is_super || receiver->kind == TypeKind::kClassObject)) MarkBaseFieldsSet();
  ClassifyAttributeCallee(attribute, receiver, info, is_super, callee);
}

void Checker::ClassifyAttributeCallee(const ast::Attribute& attribute, TypeRef receiver, const AttributeInfo& info,
                                      bool is_super, Callee& callee) {
  if (receiver->kind == TypeKind::kModule) {
    const Symbol* symbol = ResolveAlias(info.symbol);
    if (const FunctionSymbol* function = AsFunctionSymbol(symbol)) ResolveFunctionCallee(*function, callee);
    if (AsClassSymbol(symbol)) ResolveClassCallee(callee);
    return;
  }
  const FunctionSymbol* method = info.function;
  if (!method || receiver->kind == TypeKind::kUnion) return;
  bool through_class = receiver->kind == TypeKind::kClassObject && info.symbol;
  if (is_super) {
    callee.kind = CalleeKind::kSuperMethod;
    callee.function = method;
    callee.cls = method->owner_class;
    callee.has_receiver = method->method_kind != MethodKind::kStatic;
    return;
  }
  if (method->is_stub) {
    bool of_builtins = method->module == program_.builtins && method->owner_class && !method->owner_class->is_protocol;
    if (!through_class && of_builtins && receiver->kind != TypeKind::kClassObject && IsBuiltinReceiver(receiver)) {
      callee.kind = CalleeKind::kBuiltinMethod;
      callee.function = method;
    }
    return;
  }
  if (!method->decorators.empty() || method->is_rebound) return;
  const InstanceType* view =
      through_class ? NominalView(types_, AsClassObjectType(receiver)->instance) : NominalView(types_, receiver);
  bool native =
      view && view->cls->class_kind == ClassKind::kNative && method->owner_class->class_kind == ClassKind::kNative;
  switch (method->method_kind) {
    case MethodKind::kStatic:
      callee.kind = CalleeKind::kStaticMethod;
      callee.function = method;
      return;
    case MethodKind::kClass:
      if (!native) return;
      callee.kind = CalleeKind::kClassMethod;
      callee.function = method;
      callee.cls = view->cls;
      callee.has_receiver = true;
      return;
    case MethodKind::kInstance:
      if (!native) return;
      callee.kind = through_class ? CalleeKind::kUnboundMethod : CalleeKind::kMethod;
      callee.function = method;
      callee.has_receiver = !through_class;
      if (through_class && ast::Is<ast::NameExpr>(attribute.value) &&
          AsVariableSymbol(ResolveAlias(SymbolAt(*attribute.value)))) {
        callee.kind = CalleeKind::kDynamic;
      }
      return;
    case MethodKind::kNone:
    case MethodKind::kPropertyGetter:
    case MethodKind::kPropertySetter:
    case MethodKind::kPropertyDeleter:
      return;
  }
}

// A value whose class is one of the built-ins, so that its method is the built-in's own.
bool Checker::IsBuiltinReceiver(TypeRef receiver) {
  const InstanceType* view = NominalView(types_, receiver);
  return view && view->cls->class_kind == ClassKind::kBuiltin && view->cls->module == program_.builtins &&
         view->cls != types_.object_class;
}

}  // namespace spy::check
