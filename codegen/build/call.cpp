// Calls: dispatch by what the checker found the callee to be, and calls of objects.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::CalleeKind;
using check::CallInfo;

bool FunctionBuilder::HasSpread(const ast::Call& e) const {
  auto starred = [](const ast::Expr* arg) { return ast::Is<ast::Starred>(arg); };
  auto double_starred = [](const ast::Keyword* k) { return k->arg.empty(); };
  return std::any_of(e.args.begin(), e.args.end(), starred) ||
         std::any_of(e.keywords.begin(), e.keywords.end(), double_starred);
}

// All arguments in source order: positional ones, then keywords. A generator expression is run into a list.
FunctionBuilder::Arguments FunctionBuilder::EvaluateArguments(const ast::Call& e) {
  Arguments arguments;
  auto evaluate = [&](const ast::Expr& arg) {
    const auto* generator = ast::DynCast<ast::GeneratorExp>(&arg);
    arguments[&arg] = generator && !m_.FunctionOf(*generator) ? GeneratorAsList(*generator) : Expr(arg);
  };
  for (const ast::Expr* arg : e.args) evaluate(*arg);
  for (const ast::Keyword* k : e.keywords) evaluate(*k->value);
  return arguments;
}

// The tuple of keyword names that goes with a call's last operands; none without keywords.
ir::ConstId FunctionBuilder::KeywordNames(const ast::Call& e) {
  if (e.keywords.empty()) return {};
  std::vector<std::string_view> names;
  for (const ast::Keyword* k : e.keywords) names.push_back(k->arg.view());
  return u_.NamesTuple(names);
}

// The positional arguments of a call with a `*` among them, as a tuple.
ValueId FunctionBuilder::SpreadArguments(const ast::Call& e) {
  ValueId list = b_.Emit(Op::kListNew, {});
  for (const ast::Expr* arg : e.args) {
    const auto* starred = ast::DynCast<ast::Starred>(arg);
    ValueId value = ObjectExpr(starred ? *starred->value : *arg);
    b_.Emit(starred ? Op::kListSpread : Op::kListAppend, {list, value});
  }
  return b_.Emit(Op::kListToTuple, {list});
}

// callee(*args, **kwargs): a tuple and a dict. A lone `*it` is iterated last, as CPython does.
ValueId FunctionBuilder::CallSpread(const ast::Call& e, ValueId callee) {
  const auto* lone = e.args.size() == 1 ? ast::DynCast<ast::Starred>(e.args[0]) : nullptr;
  ValueId args = lone ? ObjectExpr(*lone->value) : SpreadArguments(e);
  ValueId kwargs = e.keywords.empty() ? Null() : b_.Emit(Op::kDictNew, {});
  for (const ast::Keyword* k : e.keywords) {
    ValueId value = ObjectExpr(*k->value);
    if (k->arg.empty()) {
      b_.Emit(Op::kCallMerge, {callee, kwargs, value});
    } else {
      ValueId single = b_.Emit(Op::kDictNew, {b_.ConstName(k->arg.view()), value});
      b_.Emit(Op::kCallMerge, {callee, kwargs, single});  // a repeated keyword is the call's TypeError
    }
  }
  b_.SetSpan(e.span);
  if (lone) args = b_.Emit(Op::kCallStar, {callee, args});
  return b_.Emit(Op::kObjCallEx, {callee, args, kwargs});
}

// What a call of an object gave: trusted only where a built-in gives None.
ValueId FunctionBuilder::CallResult(ValueId value, const ast::Call& e) {
  const CallInfo* info = m_.CallOf(e);
  bool builtin = info && (info->kind == CalleeKind::kBuiltin || info->kind == CalleeKind::kBuiltinMethod);
  if (builtin && StaticType(e)->kind == check::TypeKind::kNone) return b_.ConstNone();
  // Numbers of another kind than typed (`pow(2, -1)`, the sum of no floats): CPython's value goes on in the generic
  // body.
  if (builtin && (info->builtin == "builtins.pow" || info->builtin == "builtins.sum")) {
    return Narrow(value, StaticType(e));
  }
  return Checked(value, StaticType(e));
}

// A value of a callable type, with positional arguments: compiled functions take them raw.
ValueId FunctionBuilder::CallFunctionValue(ValueId callee, const ast::Call& e) {
  Arguments arguments = EvaluateArguments(e);
  Values operands = {callee};
  for (const ast::Expr* arg : e.args) operands.push_back(arguments[arg]);
  TypeRef type = StaticType(e);
  ir::Type result = u_.TypeOf(type);
  bool open = result.kind == ir::TypeKind::kObject || result.kind == ir::TypeKind::kInstance;
  if (open) result = ir::Type::Object();
  ir::CheckId check = u_.CheckOf(open ? nullptr : type);
  b_.SetSpan(e.span);
  ValueId value = b_.Emit(Op::kCallValue, operands, {check, int64_t(result.kind)}, result);
  if (result.kind == ir::TypeKind::kNone) return b_.ConstNone();
  return open ? Checked(value, type) : value;
}

// callee(args), the callee evaluated already
ValueId FunctionBuilder::CallObject(ValueId callee, const ast::Call& e) {
  if (HasSpread(e)) return CallResult(CallSpread(e, callee), e);
  const CallInfo* info = m_.CallOf(e);
  bool is_value = e.keywords.empty() && (!info || info->kind == CalleeKind::kDynamic);
  if (is_value && StaticType(*e.func)->kind == check::TypeKind::kCallable) return CallFunctionValue(callee, e);
  Arguments arguments = EvaluateArguments(e);
  Values operands = {callee};
  for (const ast::Expr* arg : e.args) operands.push_back(Object(arguments[arg]));
  for (const ast::Keyword* k : e.keywords) operands.push_back(Object(arguments[k->value]));
  b_.SetSpan(e.span);
  return CallResult(b_.Emit(Op::kObjCall, operands, {KeywordNames(e)}), e);
}

namespace {

// Evaluating it can neither raise nor run code, so the attribute may be looked up after it.
bool IsSimple(const ast::Expr* e, const check::CheckedModule& m) {
  if (ast::Is<ast::Constant>(e)) return true;
  const auto* name = ast::DynCast<ast::NameExpr>(e);
  const check::VariableSymbol* v = name ? check::AsVariableSymbol(m.SymbolOf(*name)) : nullptr;
  return v && v->storage == check::Storage::kLocal && !v->maybe_unbound && !m.NeedsBoundCheck(*name);
}

}  // namespace

// generator.send(value) of what is a typing.Generator
bool FunctionBuilder::IsSend(const ast::Call& call, const ast::Attribute& callee) const {
  const check::InstanceType* type = check::AsInstanceType(StaticType(*callee.value));
  return callee.attr == "send" && call.args.size() == 1 && call.keywords.empty() && !HasSpread(call) && type &&
         type->cls->name == "Generator" && type->cls->module && type->cls->module->name == "typing";
}

// receiver.name(args): the attribute is looked up before the arguments are evaluated
ValueId FunctionBuilder::CallAttribute(const ast::Call& e, const ast::Attribute& callee) {
  ValueId receiver = ObjectExpr(*callee.value);
  if (IsSend(e, callee)) {
    ValueId value = ObjectExpr(*e.args[0]);
    b_.SetSpan(e.span);
    return Checked(b_.Emit(Op::kGenSend, {receiver, value}), StaticType(e));
  }
  b_.SetSpan(e.span);
  bool simple = !HasSpread(e);
  for (const ast::Expr* arg : e.args) simple = simple && IsSimple(arg, m_);
  for (const ast::Keyword* k : e.keywords) simple = simple && IsSimple(k->value, m_);
  ir::NameId name = ir_.AddName(AttributeName(callee));
  if (!simple) return CallObject(b_.Emit(Op::kObjGetAttr, {receiver}, {name}), e);
  Values operands = {receiver};
  for (const ast::Expr* arg : e.args) operands.push_back(ObjectExpr(*arg));
  for (const ast::Keyword* k : e.keywords) operands.push_back(ObjectExpr(*k->value));
  b_.SetSpan(e.span);
  return CallResult(b_.Emit(Op::kObjCallMethod, operands, {name, KeywordNames(e)}), e);
}

ValueId FunctionBuilder::CallDynamic(const ast::Call& e) {
  if (const auto* attribute = ast::DynCast<ast::Attribute>(e.func)) {
    const check::AttributeInfo* info = m_.AttributeOf(*attribute);
    bool lookup = !info || info->kind == check::AttributeKind::kDynamic || info->kind == check::AttributeKind::kMethod;
    if (lookup) return CallAttribute(e, *attribute);
  }
  ValueId callee = ObjectExpr(*e.func);
  b_.SetSpan(e.span);
  return CallObject(callee, e);
}

// The object of zero-argument super() in a method.
ValueId FunctionBuilder::SuperObject() {
  if (!fn_ || !fn_->owner_class || fn_->params.empty() || !fn_->params[0].variable) return {};
  const check::VariableSymbol* cell = fn_->owner_class->class_cell;
  ValueId cls = cell ? ReadVariable(cell, true) : ClassValue(fn_->owner_class);
  ValueId self = Object(ReadVariable(fn_->params[0].variable, false));
  return b_.Emit(Op::kObjCall, {b_.BuiltinNamed("super"), cls, self}, {ir::ConstId{}});
}

// func(args, keywords)
ValueId FunctionBuilder::Build(const ast::Call& e) {
  const auto* name = ast::DynCast<ast::NameExpr>(e.func);
  if (name && name->name == "super" && e.args.empty()) {
    ValueId value = SuperObject();
    return value ? value : Unsupported(e, "`super()` here");
  }
  if (NeedsFrame(e)) {
    ValueId callee = ObjectExpr(*e.func);
    b_.SetSpan(e.span);
    return CallObject(Framed(callee, e), e);
  }
  const CallInfo* info = m_.CallOf(e);
  if (!info) return CallDynamic(e);
  if (info->function && info->function->is_rebound) return CallDynamic(e);
  if (HasSpread(e) && info->kind != CalleeKind::kSuperMethod) return CallDynamic(e);
  switch (info->kind) {
    case CalleeKind::kDynamic:
      return CallDynamic(e);
    case CalleeKind::kFunction:
    case CalleeKind::kStaticMethod:
    case CalleeKind::kClassMethod:
    case CalleeKind::kUnboundMethod:
      return CallDirect(e, *info);
    case CalleeKind::kMethod:
      return CallMethod(e, *info);
    case CalleeKind::kSuperMethod:
      return CallSuperMethod(e, *info);
    case CalleeKind::kConstructor:
      return CallConstructor(e, *info);
    case CalleeKind::kBuiltin:
      return CallBuiltin(e, *info);
    case CalleeKind::kBuiltinMethod:
      return CallBuiltinMethod(e, *info);
  }
  return {};
}

}  // namespace spy::build
