// Method calls: on native instances through the vtable, on built-in types by the table of runtime/builtins.
#include "codegen/build/function_builder.h"

namespace spy::build {

using check::ArgSource;
using check::CallInfo;
using check::FunctionSymbol;

namespace {

// Some class below declares the method with other defaults, or with none that can be compared.
bool OverridesDiffer(const Unit& u, const check::ClassSymbol& cls, const FunctionSymbol& method) {
  for (const check::ClassSymbol* sub : cls.subclasses) {
    if (OverridesDiffer(u, *sub, method)) return true;
    const FunctionSymbol* own = sub->FindMethod(method.name, method.method_kind);
    if (!own) continue;
    if (own->params.size() != method.params.size()) return true;
    for (size_t i = 0; i < own->params.size(); ++i) {
      if (own->params[i].kind != method.params[i].kind) return true;
      const ast::Expr* a = method.params[i].default_value;
      const ast::Expr* b = own->params[i].default_value;
      if (!a && !b) continue;
      if (!a || !b || !u.IsLiteral(*a) || !u.IsLiteral(*b)) return true;
      const auto* x = ast::DynCast<ast::Constant>(a);
      const auto* y = ast::DynCast<ast::Constant>(b);
      if (!x || !y || x->constant_kind != y->constant_kind || x->int_value != y->int_value ||
          x->float_value != y->float_value || x->text != y->text) {
        return true;
      }
    }
  }
  return false;
}

// Whether plain positional arguments say all that the method's parameters take: what generic bodies and the shims of
// Python subclasses pass on to an override.
bool TakesPositionalsOnly(const FunctionSymbol& method) {
  for (const check::Param& p : method.params) {
    if (p.kind != check::ParamKind::kPositionalOnly && p.kind != check::ParamKind::kPositionalOrKeyword) return false;
  }
  return true;
}

// An override may accept more than the method that made the slot: then what it is called with may not pass through it.
bool AcceptsMoreThan(const FunctionSymbol& method, const FunctionSymbol& declared) {
  for (size_t i = 1; i < declared.params.size(); ++i) {
    check::TypeRef slot = declared.params[i].type;
    bool any = slot->kind == check::TypeKind::kAny || check::Contains(slot, check::TypeKind::kTypeVar);
    if (!any && slot != method.params[i].type) return true;
  }
  return false;
}

}  // namespace

// Whether the defaults that a virtual call would fill in depend on the override that it reaches.
bool FunctionBuilder::DefaultsMayDiffer(const ast::Call& e, const CallInfo& info) const {
  bool any = !e.keywords.empty();  // an override with **kwargs sees which are given by name
  for (const ArgSource& source : info.args) any = any || source.kind == ArgSource::kDefault;
  return any && info.function->owner_class && OverridesDiffer(u_, *info.function->owner_class, *info.function);
}

// receiver.m(args) -> call.virtual
ValueId FunctionBuilder::CallMethod(const ast::Call& e, const CallInfo& info) {
  const auto* attribute = ast::DynCast<ast::Attribute>(e.func);
  if (!attribute) return CallDynamic(e);
  const FunctionSymbol& method = *info.function;
  ir::Type type = IrTypeOf(*attribute->value);
  int slot = type.kind == ir::TypeKind::kInstance ? u_.FindSlot(type.class_id, method.name) : -1;
  if (slot < 0 || !TakesPositionalsOnly(method) || DefaultsMayDiffer(e, info) ||
      info.args.size() != method.params.size()) {
    return CallAttribute(e, *attribute);
  }
  const FunctionSymbol& declared = *u_.SymbolOf(ir_.At(type.class_id).vtable[size_t(slot)].declared);
  if (declared.params.size() != method.params.size() || AcceptsMoreThan(method, declared)) {
    return CallAttribute(e, *attribute);
  }
  ValueId receiver = Expr(*attribute->value);
  Arguments arguments = EvaluateArguments(e);
  Values args = MapArguments(method, info, arguments, receiver);
  args[0] = receiver;
  for (size_t i = 1; i < args.size(); ++i) {
    const check::Param& p = declared.params[i];
    args[i] = As(args[i], u_.TypeOf(p.type), p.type, false);
  }
  b_.SetSpan(e.span);
  ir::Type result = u_.ResultOf(declared);
  ValueId value = b_.Emit(Op::kCallVirtual, args, {type.class_id, slot}, result);
  return TypeOf(value) == IrTypeOf(e) ? value : Checked(value, StaticType(e));
}

// receiver.m(args) of a built-in type
ValueId FunctionBuilder::CallBuiltinMethod(const ast::Call& e, const CallInfo& info) {
  const auto* attribute = ast::DynCast<ast::Attribute>(e.func);
  if (!attribute) return CallDynamic(e);
  ValueId receiver = Expr(*attribute->value);
  Arguments arguments = EvaluateArguments(e);
  b_.SetSpan(e.span);
  Values operands = {receiver};
  for (const ast::Expr* arg : e.args) operands.push_back(arguments[arg]);
  if (e.keywords.empty()) {
    if (ValueId value = CallRow(info.builtin, operands)) return Checked(value, StaticType(e));
  }
  for (const ast::Keyword* k : e.keywords) operands.push_back(arguments[k->value]);
  for (ValueId& operand : operands) operand = Object(operand);
  ValueId value = b_.Emit(Op::kObjCallMethod, operands, {ir_.AddName(AttributeName(*attribute)), KeywordNames(e)});
  // Containers hand out elements, which are checked; what text and numbers give is known.
  switch (TypeOf(receiver).kind) {
    case ir::TypeKind::kInt:
    case ir::TypeKind::kFloat:
    case ir::TypeKind::kBool:
    case ir::TypeKind::kStr:
    case ir::TypeKind::kBytes:
      return Narrow(value, StaticType(e));
    case ir::TypeKind::kNone:
    case ir::TypeKind::kObject:
    case ir::TypeKind::kList:
    case ir::TypeKind::kTuple:
    case ir::TypeKind::kDict:
    case ir::TypeKind::kSet:
    case ir::TypeKind::kInstance:
      return CallResult(value, e);
  }
  return value;
}

}  // namespace spy::build
