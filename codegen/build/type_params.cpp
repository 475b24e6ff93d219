// Type parameters at run time: class C[T], type X = ...
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

ValueId FunctionBuilder::TypingMember(std::string_view name) {
  ValueId typing = b_.Emit(Op::kImportModule, {}, {ir_.AddName("typing"), int64_t(0)});
  return b_.Emit(Op::kObjGetAttr, {typing}, {ir_.AddName(name)});
}

// sys.hexversion >= 3.12: Python has type parameters of its own.
ValueId FunctionBuilder::HasTypeParams() {
  ValueId sys = b_.Emit(Op::kImportModule, {}, {ir_.AddName("sys"), int64_t(0)});
  ValueId version = b_.Emit(Op::kObjGetAttr, {sys}, {ir_.AddName("hexversion")});
  constexpr int64_t kPython312 = 0x030C0000;
  return b_.Emit(Op::kObjCompareBool, {version, Object(b_.ConstInt(kPython312))}, {ir::Operator::kGe});
}

// if `test`: one() else: other()
ValueId FunctionBuilder::Choose(ValueId test, const std::function<ValueId()>& one,
                                const std::function<ValueId()>& other) {
  BlockId first = b_.CreateBlock(), second = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, ir::Type::Object());
  b_.CondBr(test, first, second, {}, {});
  b_.SealBlock(first);
  b_.SealBlock(second);
  b_.SetBlock(first);
  b_.Br(join, {Object(one())});
  b_.SetBlock(second);
  b_.Br(join, {Object(other())});
  b_.StartBlock(join);
  return result;
}

// The checker has looked up the names, or they are the built-in types.
static bool HasValues(const ast::Node& node, const check::CheckedModule& module) {
  constexpr std::string_view kTypes[] = {"int",  "float", "complex", "bool", "str",  "bytes",
                                         "list", "dict",  "tuple",   "set",  "type", "object"};
  bool found = true;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node)) {
    bool builtin = std::find(std::begin(kTypes), std::end(kTypes), name->name.view()) != std::end(kTypes);
    found = module.SymbolOf(*name) || builtin;
  }
  if (ast::Is<ast::Constant>(&node)) found = false;  // a text would become a forward reference
  ast::ForEachChild(node, [&](const ast::Node& child) { found = found && HasValues(child, module); });
  return found;
}

// T -> typing.TypeVar("T"), with inferred variance where Python knows it. `limits`: of T: X the bound, of T: (X, Y) the
// constraints; Python evaluates them when they are asked for, here they are left out where their names come later.
ValueId FunctionBuilder::MakeTypeParam(std::string_view name, std::string_view kind, bool infers,
                                       const ast::Expr* limits) {
  Values operands = {TypingMember(kind), Object(b_.ConstName(name))};
  const auto* constraints = limits ? ast::DynCast<ast::Tuple>(limits) : nullptr;
  if (limits && !(HasValues(*limits, m_) && IsBoundBefore(*limits, limits->span))) limits = constraints = nullptr;
  std::vector<std::string_view> names;
  if (constraints) {
    for (const ast::Expr* one : constraints->elts) operands.push_back(AnnotationValue(*one));
  } else if (limits) {
    operands.push_back(AnnotationValue(*limits));
    names.push_back("bound");
  }
  auto call = [&](const Values& all, const std::vector<std::string_view>& keywords) {
    return b_.Emit(Op::kObjCall, all, {keywords.empty() ? ir::ConstId{} : u_.NamesTuple(keywords)});
  };
  if (!infers) return call(operands, names);
  return Choose(
      HasTypeParams(),
      [&] {
        Values all = operands;
        std::vector<std::string_view> keywords = names;
        all.push_back(Object(b_.ConstBool(true)));
        keywords.push_back("infer_variance");
        return call(all, keywords);
      },
      [&] { return call(operands, names); });
}

FunctionBuilder::Values FunctionBuilder::MakeTypeParams(ast::Seq<ast::TypeParam> params) {
  Values values;
  for (const ast::TypeParam* param : params) {
    ValueId value;
    if (const auto* var = ast::DynCast<ast::TypeVar>(param))
      value = MakeTypeParam(var->name.view(), "TypeVar", true, var->bound);
    if (const auto* spec = ast::DynCast<ast::ParamSpec>(param))
      value = MakeTypeParam(spec->name.view(), "ParamSpec", true, nullptr);
    if (const auto* tuple = ast::DynCast<ast::TypeVarTuple>(param))
      value = MakeTypeParam(tuple->name.view(), "TypeVarTuple", false, nullptr);
    values.push_back(value);
    type_params_[m_.SymbolOf(*param)] = value;
  }
  return values;
}

// class C[T, *Ts] -> Generic[T, Unpack[Ts]] behind the other bases
ValueId FunctionBuilder::GenericBase(ast::Seq<ast::TypeParam> params, const Values& values) {
  Values items;
  for (size_t i = 0; i < values.size(); ++i) {
    bool tuple = ast::Is<ast::TypeVarTuple>(params[i]);
    items.push_back(tuple ? b_.Emit(Op::kObjGetItem, {TypingMember("Unpack"), values[i]}) : values[i]);
  }
  ValueId key = items.size() == 1 ? items[0] : Object(b_.Emit(Op::kTupleNew, items));
  return b_.Emit(Op::kObjGetItem, {TypingMember("Generic"), key});
}

// C.__type_params__
void FunctionBuilder::SetTypeParams(ValueId cls, const Values& values) {
  Choose(
      HasTypeParams(),
      [&] {
        b_.Emit(Op::kClassSet, {cls, Object(b_.Emit(Op::kTupleNew, values))}, {ir_.AddName("__type_params__")});
        return b_.ConstNone();
      },
      [&] { return b_.ConstNone(); });
}

// f.__type_params__
void FunctionBuilder::SetFunctionTypeParams(ValueId function, const Values& values) {
  Choose(
      HasTypeParams(),
      [&] {
        ValueId tuple = Object(b_.Emit(Op::kTupleNew, values));
        b_.Emit(Op::kObjSetAttr, {function, tuple}, {ir_.AddName("__type_params__")});
        return b_.ConstNone();
      },
      [&] { return b_.ConstNone(); });
}

// A type parameter as a value: of the class being made, else a new variable of that name (nothing can tell it apart).
ValueId FunctionBuilder::TypeParamValue(const check::Symbol* symbol) {
  auto known = type_params_.find(symbol);
  if (known != type_params_.end()) return known->second;
  const auto& var = static_cast<const check::TypeVarSymbol&>(*symbol);
  switch (var.var_kind) {
    case check::TypeVarKind::kPlain:
      return MakeTypeParam(var.name, "TypeVar", true, nullptr);
    case check::TypeVarKind::kParamSpec:
      return MakeTypeParam(var.name, "ParamSpec", true, nullptr);
    case check::TypeVarKind::kTuple:
      return MakeTypeParam(var.name, "TypeVarTuple", false, nullptr);
  }
  return {};
}

// Everything that the expression names has its value where the statement stands.
bool FunctionBuilder::IsBoundBefore(const ast::Node& node, Span where) const {
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node)) {
    const check::Symbol* symbol = m_.SymbolOf(*name);
    if (!symbol || symbol->module != m_.symbol || symbol->kind == check::SymbolKind::kTypeVar) return true;
    return symbol->name_span.begin < where.begin && symbol->name_span.begin != name->span.begin;
  }
  bool bound = true;
  ast::ForEachChild(node, [&](const ast::Node& child) { bound = bound && IsBoundBefore(child, where); });
  return bound;
}

// type X[T] = value -> a TypeAliasType of the value, or of its text where that names something defined later.
// Python 3.11 has no such type: X is the value itself.
void FunctionBuilder::Build(const ast::TypeAlias& stmt) {
  const auto* name = ast::DynCast<ast::NameExpr>(stmt.name);
  const check::Symbol* symbol = name ? m_.SymbolOf(*name) : nullptr;
  if (!symbol || fn_ || class_body_) {
    Unsupported(stmt, "a `type` statement inside a function or class");
    return;
  }
  std::unordered_map<const check::Symbol*, ValueId> outer_params = type_params_;
  Values params = MakeTypeParams(stmt.type_params);
  bool bound = IsBoundBefore(*stmt.value, stmt.span);
  ValueId text = bound ? ObjectExpr(*stmt.value)
                       : b_.ConstObject(u_.Str(m_.source->Text(stmt.value->span)), {ir::TypeKind::kStr, {}});
  ValueId tuple = Object(params.empty() ? b_.Emit(Op::kTupleNew, {}) : b_.Emit(Op::kTupleNew, params));
  ValueId title = Object(b_.ConstName(name->name.view()));
  ValueId value = Choose(
      HasTypeParams(),
      [&] {
        ValueId make = TypingMember("TypeAliasType");
        return b_.Emit(Op::kObjCall, {make, title, Object(text), tuple}, {u_.NamesTuple({"type_params"})});
      },
      [&] { return Object(text); });
  type_params_ = std::move(outer_params);
  b_.Emit(Op::kGlobalSet, {value}, {u_.GlobalOf(m_.symbol, name->name.view(), u_.types.any)});
}

}  // namespace spy::build
