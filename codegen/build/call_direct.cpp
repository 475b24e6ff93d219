// Calls bound at compile time: functions of the unit, methods without dispatch, constructors.
#include <algorithm>

#include "codegen/build/function_builder.h"
#include "typecheck/names/data_class.h"

namespace spy::build {

using check::ArgSource;
using check::CalleeKind;
using check::CallInfo;
using check::FunctionSymbol;

// A default: the literal itself, else the value kept from the definition.
ValueId FunctionBuilder::DefaultOf(const FunctionSymbol& callee, size_t param) {
  const check::Param& p = callee.params[param];
  if (p.is_factory) {
    const check::DataField* field = callee.owner_class->data->Find(p.name);
    return Object(MakeDefault(*field));
  }
  ValueId value;
  if (u_.IsLiteral(*p.default_value)) {
    value = Const(u_.LiteralOf(*p.default_value));
  } else {
    value = b_.Emit(Op::kFuncDefault, {}, {u_.FindFunction(&callee), int64_t(param)});
  }
  return As(value, u_.TypeOf(p.type), p.type, true);
}

ValueId FunctionBuilder::ArgumentOf(const FunctionSymbol& callee, size_t param, const ArgSource& source,
                                    const Arguments& arguments, ValueId receiver) {
  const check::Param& p = callee.params[param];
  switch (source.kind) {
    case ArgSource::kReceiver:
      return As(receiver, u_.TypeOf(p.type), p.type, true);
    case ArgSource::kExpr:
      if (p.is_factory) return Object(Coerce(arguments.at(source.expr), StaticType(*source.expr), p.type));
      return Coerce(arguments.at(source.expr), StaticType(*source.expr), p.type);
    case ArgSource::kDefault:
      return DefaultOf(callee, param);
    case ArgSource::kVarArgs: {
      Values items;
      for (const ast::Expr* e : source.rest) items.push_back(Object(Coerce(arguments.at(e), StaticType(*e), p.type)));
      return b_.Emit(Op::kTupleNew, items);
    }
    case ArgSource::kKwArgs: {
      Values pairs;
      for (const ast::Keyword* k : source.rest_keywords) {
        pairs.push_back(b_.ConstName(k->arg.view()));
        pairs.push_back(Object(Coerce(arguments.at(k->value), StaticType(*k->value), p.type)));
      }
      return b_.Emit(Op::kDictNew, pairs);
    }
  }
  return {};
}

// The callee's parameters in their order; conversions happen after all arguments are evaluated, as at CPython's entry.
FunctionBuilder::Values FunctionBuilder::MapArguments(const FunctionSymbol& callee, const CallInfo& info,
                                                      const Arguments& arguments, ValueId receiver) {
  Values values;
  for (size_t i = 0; i < info.args.size() && i < callee.params.size(); ++i) {
    values.push_back(ArgumentOf(callee, i, info.args[i], arguments, receiver));
  }
  return values;
}

// A nested function needs its cells: they are at hand where this function owns or captures all that it captures.
bool FunctionBuilder::ClosureAtHand(const FunctionSymbol& callee) const {
  if (&callee == fn_) return true;
  for (const check::VariableSymbol* v : callee.captures) {
    if (CaptureIndex(v) < 0 && !(fn_ && v->function == fn_)) return false;
  }
  return true;
}

void FunctionBuilder::PassClosure(const FunctionSymbol& callee, Values* args) {
  if (callee.captures.empty()) return;
  ValueId cells = cells_param_;
  if (&callee != fn_) {
    Values values;
    for (const check::VariableSymbol* v : callee.captures) values.push_back(CaptureOf(v));
    cells = b_.Emit(Op::kTupleNew, values);
  }
  args->insert(args->begin(), cells);
}

ValueId FunctionBuilder::CallFunction(const FunctionSymbol& callee, Values args, const ast::Call& e) {
  b_.SetSpan(e.span);
  ValueId value = b_.Emit(Op::kCall, args, {u_.FindFunction(&callee)}, u_.ResultOf(callee));
  if (TypeOf(value).kind == ir::TypeKind::kObject) return Checked(value, StaticType(e));
  // `-> Self`, `-> T` with a bound: what the call gives is more than what the function declares.
  bool generic =
      callee.result && check::Contains(callee.result, check::TypeKind::kTypeVar) && ir::IsPointer(TypeOf(value));
  return generic && ir::IsPointer(IrTypeOf(e)) ? Checked(value, StaticType(e)) : value;
}

namespace {

bool NamesClass(const ast::Expr* e, const check::CheckedModule& m) {
  const auto* name = ast::DynCast<ast::NameExpr>(e);
  return name && check::AsClassSymbol(check::ResolveAlias(m.SymbolOf(*name)));
}

}  // namespace

// Whether the name of a definition may still mean the built-in that it replaces.
bool FunctionBuilder::MayMeanBuiltin(const ast::Expr* callee) const {
  const auto* name = ast::DynCast<ast::NameExpr>(callee);
  return name && m_.NeedsBoundCheck(*name) && u_.types.int_class->module->Find(name->name.view());
}

// f(args), C.static(args), C.classmethod(args), C.method(self, args) -> call
ValueId FunctionBuilder::CallDirect(const ast::Call& e, const CallInfo& info) {
  const FunctionSymbol& callee = *info.function;
  if (!u_.FindFunction(&callee) || info.args.size() != callee.params.size()) return CallDynamic(e);
  if (!ClosureAtHand(callee)) return CallDynamic(e);
  if (callee.owner_class && callee.owner_class->enclosing)
    return CallDynamic(e);  // made anew each time, with its defaults
  ValueId receiver;
  if (const auto* attribute = ast::DynCast<ast::Attribute>(e.func); attribute && info.kind != CalleeKind::kFunction) {
    // Through an instance or a class in a variable the method may be a subclass's.
    if (!NamesClass(attribute->value, m_)) return CallAttribute(e, *attribute);
    if (info.kind == CalleeKind::kClassMethod) receiver = ObjectExpr(*attribute->value);
  }
  if (MayMeanBuiltin(e.func)) return CallDynamic(e);
  if (const auto* name = ast::DynCast<ast::NameExpr>(e.func); name && m_.NeedsBoundCheck(*name)) Expr(*e.func);
  bool of_module = ast::Is<ast::Attribute>(e.func) && info.kind == CalleeKind::kFunction;
  if (of_module && callee.module != m_.symbol) Expr(*e.func);  // a partly imported one has no function yet
  Arguments arguments = EvaluateArguments(e);
  if (info.kind == CalleeKind::kUnboundMethod && !e.args.empty()) receiver = arguments[e.args[0]];
  Values args = MapArguments(callee, info, arguments, receiver);
  PassClosure(callee, &args);
  return CallFunction(callee, std::move(args), e);
}

// C(args) -> inst.new, __init__
ValueId FunctionBuilder::CallConstructor(const ast::Call& e, const CallInfo& info) {
  ir::ClassId cls = u_.FindClass(info.cls);
  bool bad_init = info.function && (!u_.FindFunction(info.function) || !info.function->captures.empty() ||
                                    info.args.size() != info.function->params.size());
  if (!cls || !u_.IsNative(info.cls) || info.cls->FindMethod("__new__")) return CallDynamic(e);
  if ((bad_init && u_.FindFunction(info.function)) || MayMeanBuiltin(e.func)) return CallDynamic(e);
  if (const auto* name = ast::DynCast<ast::NameExpr>(e.func); name && m_.NeedsBoundCheck(*name)) Expr(*e.func);
  if (ast::Is<ast::Attribute>(e.func) && !info.cls->owner_class && info.cls->module != m_.symbol) Expr(*e.func);
  Arguments arguments = EvaluateArguments(e);
  b_.SetSpan(e.span);
  ValueId instance = b_.Emit(Op::kInstNew, {}, {cls}, ir::Type::Instance(cls));
  if (info.function && !bad_init) {
    Values args = MapArguments(*info.function, info, arguments, instance);
    b_.Emit(Op::kCall, args, {u_.FindFunction(info.function)}, u_.ResultOf(*info.function));
    bool synthesized = info.function->synthesis != check::Synthesis::kNone;  // completes what is complete
    if (info.function->owner_class == info.cls || synthesized) return instance;
  }
  b_.Emit(Op::kInstComplete, {instance}, {cls});
  return instance;
}

namespace {

// Whether `super().method` in the class means `callee` for instances of all classes of the unit: what follows the class
// in their MROs is the same.
bool SuperIsSame(const check::ClassSymbol& cls, const check::ClassSymbol& start, const FunctionSymbol& callee) {
  auto at = std::find(cls.mro.begin(), cls.mro.end(), &start);
  for (; at != cls.mro.end(); ++at) {
    if (*at == &start || !(*at)->FindOwn(callee.name)) continue;
    if (*at != callee.owner_class) return false;
    break;
  }
  for (const check::ClassSymbol* sub : cls.subclasses) {
    if (!SuperIsSame(*sub, start, callee)) return false;
  }
  return true;
}

}  // namespace

// A Python subclass may have put another class between this one and its base: then by CPython's super().
ValueId FunctionBuilder::CallSuperDirect(const FunctionSymbol& callee, Values args, const ast::Call& e) {
  bool positional = true;
  for (const check::Param& p : callee.params)
    positional = positional && p.kind <= check::ParamKind::kPositionalOrKeyword;
  bool instance = callee.method_kind == check::MethodKind::kInstance && !args.empty();
  if (fn_->owner_class->is_final || !instance || !positional) return CallFunction(callee, std::move(args), e);
  BlockId native = b_.CreateBlock(), other = b_.CreateBlock(), join = b_.CreateBlock();
  ir::Type type = IrTypeOf(e);
  bool is_none = type.kind == ir::TypeKind::kNone;
  ValueId merged = is_none ? ValueId() : b_.AddBlockParam(join, type);
  b_.CondBr(b_.Emit(Op::kInstIsNative, {args[0]}), native, other);
  b_.StartBlock(native);
  ValueId direct = CallFunction(callee, args, e);
  is_none ? b_.Br(join, {}) : b_.Br(join, {As(direct, type, StaticType(e), true)});
  b_.StartBlock(other);
  b_.SetCold(other);
  Values operands = {b_.Emit(Op::kObjGetAttr, {SuperObject()}, {ir_.AddName(callee.name)})};
  for (size_t i = 1; i < args.size(); ++i) operands.push_back(Object(args[i]));
  ValueId called = Checked(b_.Emit(Op::kObjCall, operands, {ir::ConstId{}}), StaticType(e));
  is_none ? b_.Br(join, {}) : b_.Br(join, {called});
  b_.StartBlock(join);
  return is_none ? b_.ConstNone() : merged;
}

// Whether `super().__init__` in the class means object's for instances of all classes of the unit.
static bool SuperIsObject(const check::ClassSymbol& cls, const check::ClassSymbol& start) {
  for (auto at = std::find(cls.mro.begin(), cls.mro.end(), &start); at != cls.mro.end(); ++at) {
    if (*at != &start && (*at)->class_kind != check::ClassKind::kBuiltin && (*at)->FindOwn("__init__")) return false;
  }
  return std::all_of(cls.subclasses.begin(), cls.subclasses.end(),
                     [&](const check::ClassSymbol* sub) { return SuperIsObject(*sub, start); });
}

// super().__init__() above which there is only object: nothing, unless a Python subclass put another class between.
ValueId FunctionBuilder::CallObjectInit(const ast::Call& e, const ast::Attribute& attribute) {
  const check::VariableSymbol* self = fn_->params.empty() ? nullptr : fn_->params[0].variable;
  if (fn_->owner_class->is_final || !self) return b_.ConstNone();
  BlockId other = b_.CreateBlock(), join = b_.CreateBlock();
  b_.CondBr(b_.Emit(Op::kInstIsNative, {ReadVariable(self, false)}), join, other);
  b_.StartBlock(other);
  b_.SetCold(other);
  CallAttribute(e, attribute);
  b_.Br(join, {});
  b_.StartBlock(join);
  return b_.ConstNone();
}

// super().m(args) -> the base's method, directly, for instances of the unit's classes
ValueId FunctionBuilder::CallSuperMethod(const ast::Call& e, const CallInfo& info) {
  const FunctionSymbol* callee = info.function;
  const check::VariableSymbol* self = fn_ && !fn_->params.empty() ? fn_->params[0].variable : nullptr;
  bool direct = callee && self && u_.FindFunction(callee) && callee->captures.empty() && !HasSpread(e) &&
                info.args.size() == callee->params.size() && fn_->owner_class && u_.IsNative(fn_->owner_class) &&
                callee->owner_class && u_.IsNative(callee->owner_class) && callee->decorators.empty() &&
                SuperIsSame(*fn_->owner_class, *fn_->owner_class, *callee);
  if (direct) {
    Arguments arguments = EvaluateArguments(e);
    Values args = MapArguments(*callee, info, arguments, ReadVariable(self, false));
    return CallSuperDirect(*callee, std::move(args), e);
  }
  const auto& attribute = ast::As<ast::Attribute>(*e.func);
  bool object_init = attribute.attr == "__init__" && e.args.empty() && e.keywords.empty() && fn_ && fn_->owner_class &&
                     u_.IsNative(fn_->owner_class) && SuperIsObject(*fn_->owner_class, *fn_->owner_class);
  if (object_init) return CallObjectInit(e, attribute);
  return CallAttribute(e, attribute);
}

}  // namespace spy::build
