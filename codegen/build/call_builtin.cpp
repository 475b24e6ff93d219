// Calls of built-in functions and classes: by the rows of runtime/builtins/calls.def, a few by hand, the rest as
// objects.
#include <algorithm>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::CallInfo;

namespace {

struct Row {
  std::string_view name, operands;
  Op op;
};
constexpr Row kRows[] = {
#define SPY_BUILTIN(name, operands, op) {name, operands, Op::k##op},
#include "runtime/builtins/calls.def"
};

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    size_t end = text.find(' ');
    words.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return words;
}

// bool stands for int where CPython would take its value too; exactly int for min and max, which return an argument.
bool Fits(std::string_view wanted, ir::Type type, std::string_view name) {
  if (wanted == "object") return true;
  if (wanted == ir::ToString(type)) return true;
  return wanted == "int" && type.kind == ir::TypeKind::kBool && name != "builtins.min" && name != "builtins.max";
}

}  // namespace

// The op of the first row that fits the operands; none if there is no such row.
ValueId FunctionBuilder::CallRow(std::string_view name, const Values& args) {
  for (const Row& row : kRows) {
    if (row.name != name) continue;
    std::vector<std::string_view> wanted = Words(row.operands);
    bool supply_none = !wanted.empty() && wanted.back() == "+none";
    if (supply_none) wanted.pop_back();
    bool fits = wanted.size() == args.size();
    for (size_t i = 0; fits && i < args.size(); ++i) fits = Fits(wanted[i], TypeOf(args[i]), name);
    if (!fits) continue;
    Values operands;
    for (size_t i = 0; i < args.size(); ++i) {
      operands.push_back(wanted[i] == "object" ? Object(args[i]) : wanted[i] == "int" ? PromoteInt(args[i]) : args[i]);
    }
    if (supply_none) operands.push_back(b_.ConstNone());
    ValueId value = b_.Emit(row.op, operands);
    return value ? value : b_.ConstNone();
  }
  return {};
}

// isinstance against one class expression; none: left to the runtime
ValueId FunctionBuilder::IsInstanceOf(ValueId value, const ast::Expr& classes) {
  const auto* name = ast::DynCast<ast::NameExpr>(&classes);
  const check::ClassSymbol* cls = name ? check::AsClassSymbol(check::ResolveAlias(m_.SymbolOf(*name))) : nullptr;
  if (!cls || !u_.IsNative(cls) || cls->binding || m_.NeedsBoundCheck(*name)) return {};
  return b_.Emit(Op::kInstIs, {value}, {u_.FindClass(cls)});
}

// isinstance(value, classes)
ValueId FunctionBuilder::CallIsInstance(const ast::Call& e) {
  ValueId value = ObjectExpr(*e.args[0]);
  if (ValueId result = IsInstanceOf(value, *e.args[1])) return result;
  ValueId classes = ObjectExpr(*e.args[1]);
  return b_.Emit(Op::kObjIsInstance, {value, classes});
}

// min(a, b), max(a, b) of two floats: the second only if it is surely less (greater)
ValueId FunctionBuilder::FloatExtreme(const ast::Call& e, bool is_min) {
  ValueId a = Expr(*e.args[0]), b = Expr(*e.args[1]);
  BlockId second = b_.CreateBlock(), join = b_.CreateBlock();
  ValueId result = b_.AddBlockParam(join, ir::Type::Float());
  b_.CondBr(b_.Emit(Op::kFloatCompare, {b, a}, {is_min ? ir::Operator::kLt : ir::Operator::kGt}), second, join, {},
            {a});
  b_.StartBlock(second);
  b_.Br(join, {b});
  b_.StartBlock(join);
  return result;
}

// Built-ins with rules of their own.
ValueId FunctionBuilder::SpecialBuiltin(const ast::Call& e, std::string_view name, bool* done) {
  *done = true;
  if (name == "typing.cast" && e.args.size() == 2 && e.keywords.empty())
    return Checked(Expr(*e.args[1]), StaticType(e));
  if (!e.keywords.empty()) {
    *done = false;
    return {};
  }
  if (name == "builtins.isinstance" && e.args.size() == 2) return CallIsInstance(e);
  if (name == "builtins.bool" && e.args.size() == 1) return Truth(Expr(*e.args[0]));
  bool is_min = name == "builtins.min";
  bool two_floats = e.args.size() == 2 && IrTypeOf(*e.args[0]).kind == ir::TypeKind::kFloat &&
                    IrTypeOf(*e.args[1]).kind == ir::TypeKind::kFloat;
  if (two_floats && (is_min || name == "builtins.max")) return FloatExtreme(e, is_min);
  if (e.args.size() == 1) {
    const auto* generator = ast::DynCast<ast::GeneratorExp>(e.args[0]);
    if (generator && !m_.FunctionOf(*generator)) {
      if (ValueId value = GeneratorReduction(e, *generator, name)) return value;
    }
  }
  if (!e.args.empty() && e.args.size() <= 2) {
    if (ValueId value = ConsumeGenerator(e, name)) return value;
  }
  *done = false;
  return {};
}

// f(args) of a built-in or stub module
ValueId FunctionBuilder::CallBuiltin(const ast::Call& e, const CallInfo& info) {
  bool done = false;
  ValueId special = SpecialBuiltin(e, info.builtin, &done);
  if (done) return special;
  bool has_row = e.keywords.empty() && std::any_of(std::begin(kRows), std::end(kRows),
                                                   [&](const Row& row) { return row.name == info.builtin; });
  if (!has_row) return CallDynamic(e);
  Arguments arguments = EvaluateArguments(e);
  Values values;
  for (const ast::Expr* arg : e.args) values.push_back(arguments[arg]);
  b_.SetSpan(e.span);
  bool is_math = info.builtin.starts_with("math.");
  for (ValueId& v : values) {  // functions of `math` take the float of an int
    bool is_int = TypeOf(v).kind == ir::TypeKind::kInt || TypeOf(v).kind == ir::TypeKind::kBool;
    if (is_math && is_int) v = b_.Emit(Op::kIntToFloat, {PromoteInt(v)});
  }
  if (info.builtin == "builtins.len" && values.size() == 1) {
    if (ValueId length = SlotLength(values[0])) return length;
  }
  if (ValueId value = CallRow(info.builtin, values)) return Checked(value, StaticType(e));
  Values operands = {ObjectExpr(*e.func)};  // a built-in's name: evaluating it late changes nothing
  for (ValueId v : values) operands.push_back(Object(v));
  return Checked(b_.Emit(Op::kObjCall, operands, {ir::ConstId{}}), StaticType(e));
}

}  // namespace spy::build
