// def and lambda: bodies as IR functions, definitions as function objects.
#include <algorithm>
#include <iterator>

#include "codegen/build/function_builder.h"

namespace spy::build {

using check::FunctionSymbol;

FunctionBuilder::FunctionBuilder(Unit& unit, const check::CheckedModule& where, ir::FunctionId id,
                                 const FunctionSymbol* symbol)
    : u_(unit), m_(where), ir_(unit.module), b_(unit.module, unit.module.At(id)), fn_(symbol), id_(id) {}

ir::Type FunctionBuilder::TypeOfParam(const check::Param& p) const {
  if (p.kind == check::ParamKind::kVarArgs) return {ir::TypeKind::kTuple, {}};
  if (p.kind == check::ParamKind::kKwArgs) return {ir::TypeKind::kDict, {}};
  return u_.TypeOf(p.type);
}

// def f(a, b): body -> entry block with parameters, cells of captured variables, body, implicit return None
void FunctionBuilder::BuildFunctionBody() {
  const FunctionSymbol& f = *fn_;
  if (f.synthesis != check::Synthesis::kNone) return BuildSynthesized();
  if (f.genexp) return BuildGeneratorExpBody();
  const ast::Node* node = f.def ? static_cast<const ast::Node*>(f.def) : f.lambda;
  b_.SetSpan(node->span);
  ir::Function& function = b_.function();
  if ((f.is_generator || f.is_async) && function.suspends == ir::Suspends::kNever) return BuildSuspended();
  if (function.has_cells) cells_param_ = b_.AddParam({ir::TypeKind::kTuple, {}});
  std::vector<ValueId> params;
  for (const check::Param& p : f.params) params.push_back(b_.AddParam(TypeOfParam(p)));
  for (size_t i = 0; i < f.params.size(); ++i) {
    const check::VariableSymbol* v = f.params[i].variable;
    if (!v) continue;
    if (IsCell(v)) {
      cells_[v] = b_.Emit(Op::kCellNew, {Object(params[i])});
    } else {
      WriteLocal(v, IsNullable(v) ? Object(params[i]) : params[i]);
    }
  }
  DeclareLocals();
  if (f.lambda) {
    b_.SetSpan(f.lambda->body->span);
    EmitReturn(Expr(*f.lambda->body));
  } else {
    BuildBody(static_cast<const ast::FunctionBase*>(f.def)->body);
    if (b_.IsReachable()) EmitReturn(b_.ConstNone());
  }
  b_.Finish();
}

void FunctionBuilder::DeclareLocals() {
  for (const check::VariableSymbol* v : fn_->locals) {
    if (v->is_param || CaptureIndex(v) >= 0) continue;
    if (IsCell(v)) {
      CellOf(v);
    } else if (v->storage == check::Storage::kLocal) {
      LocalOf(v);
    }
  }
}

// The defaults of a definition, evaluated left to right: positional ones as a tuple, keyword-only ones as a dict.
ValueId FunctionBuilder::DefaultsTuple(const ast::Arguments& arguments, ValueId* keyword_defaults) {
  ValueId tuple = Null();
  if (!arguments.defaults.empty()) tuple = b_.Emit(Op::kTupleNew, Objects(arguments.defaults));
  Values pairs;
  for (size_t i = 0; i < arguments.kw_defaults.size(); ++i) {
    if (!arguments.kw_defaults[i]) continue;
    pairs.push_back(b_.ConstName(arguments.kwonlyargs[i]->name.view()));
    pairs.push_back(ObjectExpr(*arguments.kw_defaults[i]));
  }
  *keyword_defaults = pairs.empty() ? Null() : b_.Emit(Op::kDictNew, pairs);
  return tuple;
}

// What a closure carries: the cells or values of the variables it captures.
ValueId FunctionBuilder::CellsFor(const FunctionSymbol& symbol) {
  Values values;
  for (const check::VariableSymbol* capture : symbol.captures) values.push_back(CaptureOf(capture));
  return b_.Emit(Op::kTupleNew, values);
}

// lambda, def -> func.make of defaults and the cells it captures
ValueId FunctionBuilder::MakeFunction(const FunctionSymbol& symbol, const ast::Arguments& arguments) {
  ValueId keyword_defaults;
  ValueId defaults = DefaultsTuple(arguments, &keyword_defaults);
  ValueId cells = symbol.captures.empty() ? Null() : CellsFor(symbol);
  return b_.Emit(Op::kFuncMake, {defaults, keyword_defaults, cells}, {u_.FindFunction(&symbol)});
}

// @a @b def f -> a(b(f)): decorators are evaluated first, in order; applied innermost first
ValueId FunctionBuilder::Decorate(ast::Seq<ast::Expr> decorators, const std::vector<const ast::Expr*>& applied,
                                  const std::function<ValueId()>& make) {
  Values callables;
  for (const ast::Expr* d : decorators) {
    for (const ast::Expr* wanted : applied) {
      if (wanted == d) callables.push_back(ObjectExpr(*d));
    }
  }
  ValueId value = make();
  for (size_t i = callables.size(); i-- > 0;) value = b_.Emit(Op::kObjCall, {callables[i], value}, {ir::ConstId{}});
  return value;
}

bool FunctionBuilder::IsOverloadSignature(const FunctionSymbol& symbol) const {
  return !symbol.overloads.empty() && symbol.is_stub;
}

// A method of the class being built. Decorators beyond the known ones: all of them are called, as CPython does.
void FunctionBuilder::BuildMethod(const ast::FunctionBase& def, const FunctionSymbol& symbol) {
  if (class_space_) return BuildMadeMethod(def, symbol);
  if (!symbol.decorators.empty() || symbol.is_rebound) {
    b_.Emit(Op::kClassSet, {class_state_, DecorateMethod(def, symbol)}, {ir_.AddName(symbol.name)});
    return;
  }
  ValueId value = MakeAnnotated(def, symbol);
  ValueId yes = Object(b_.ConstBool(true));
  if (symbol.is_abstract) b_.Emit(Op::kObjSetAttr, {value, yes}, {ir_.AddName("__isabstractmethod__")});
  if (symbol.is_final) b_.Emit(Op::kObjSetAttr, {value, yes}, {ir_.AddName("__final__")});
  b_.Emit(Op::kClassMethod, {class_state_, value}, {ir_.AddName(symbol.name)});
}

// All decorators in their order, staticmethod and its like among them; those that only tell the checker something are
// not called.
ValueId FunctionBuilder::DecorateMethod(const ast::FunctionBase& def, const FunctionSymbol& symbol) {
  std::vector<const ast::Expr*> applied = symbol.decorators;
  constexpr std::string_view kWrappers[] = {"staticmethod",   "classmethod", "property",
                                            "abstractmethod", "setter",      "deleter"};
  for (const ast::Expr* d : def.decorator_list) {
    const auto* name = ast::DynCast<ast::NameExpr>(d);
    const auto* dotted = ast::DynCast<ast::Attribute>(d);
    std::string_view text = name ? name->name.view() : dotted ? dotted->attr.view() : std::string_view();
    bool known = std::find(applied.begin(), applied.end(), d) != applied.end();
    if (!known && std::find(std::begin(kWrappers), std::end(kWrappers), text) != std::end(kWrappers))
      applied.push_back(d);
  }
  return Decorate(def.decorator_list, applied, [&] { return MakeAnnotated(def, symbol); });
}

ValueId FunctionBuilder::MakeAnnotated(const ast::FunctionBase& def, const FunctionSymbol& symbol) {
  ValueId function = MakeFunction(symbol, *def.args);
  AnnotateFunction(def, function);
  return function;
}

void FunctionBuilder::BuildDefinition(const ast::FunctionBase& def) {
  const FunctionSymbol* symbol = m_.FunctionOf(def);
  if (!symbol || !u_.FindFunction(symbol)) return;  // an @overload signature: nothing at run time
  if (symbol->owner_class && class_body_ == symbol->owner_class) {
    BuildMethod(def, *symbol);
    return;
  }
  ValueId value = Decorate(def.decorator_list, symbol->decorators, [&] { return MakeAnnotated(def, *symbol); });
  BindName(symbol, symbol->binding, value);
}

void FunctionBuilder::Build(const ast::FunctionDef& def) { BuildDefinition(def); }
void FunctionBuilder::Build(const ast::AsyncFunctionDef& def) { BuildDefinition(def); }

}  // namespace spy::build
