// Ids and signatures of the unit's modules, functions and variables, before any body is built.
#include "codegen/build/unit.h"
#include "frontend/ast/operator_methods.h"
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/names/data_class.h"

#include <algorithm>
#include <filesystem>

namespace spy::build {

using check::FunctionSymbol;
using check::MethodKind;

ir::FunctionId Unit::FindFunction(const FunctionSymbol* symbol) const {
  auto found = functions_.find(symbol);
  return found == functions_.end() ? ir::FunctionId{} : found->second;
}

ir::ClassId Unit::FindClass(const check::ClassSymbol* symbol) const {
  auto found = classes_.find(symbol);
  return found == classes_.end() ? ir::ClassId{} : found->second;
}

const MemberRef* Unit::FindMember(const check::VariableSymbol* variable) const {
  auto found = members_.find(variable);
  return found == members_.end() ? nullptr : &found->second;
}

uint32_t Unit::SourceIndex(const check::ModuleSymbol* owner) const {
  auto found = sources_.find(owner);
  return found == sources_.end() ? 0 : found->second;
}

bool Unit::IsPackage(uint32_t source) const {
  std::string_view path = module.sources[source].source_path;
  return path == "__init__.spy" || path == "__init__.py" || path.ends_with("/__init__.spy") ||
         path.ends_with("/__init__.py");
}

ir::GlobalId Unit::GlobalOf(const check::ModuleSymbol* owner, std::string_view name, check::TypeRef type) {
  auto [entry, inserted] = globals_.emplace(std::pair(SourceIndex(owner), name), ir::GlobalId{});
  if (inserted) {
    entry->second = ir::GlobalId{uint32_t(module.globals.size())};
    module.globals.push_back({std::string(name), SourceIndex(owner), CheckOf(type)});
  }
  return entry->second;
}

std::string Unit::UniqueName(std::string name) {
  int count = used_names_[name]++;
  return count == 0 ? name : name + "#" + std::to_string(count + 1);
}

ir::FunctionId Unit::AddFunction(std::string name, const FunctionSymbol* symbol) {
  ir::FunctionId id{uint32_t(module.functions.size())};
  ir::Function& function = module.functions.emplace_back();
  function.id = id;
  function.name = UniqueName(std::move(name));
  function.result = ir::Type::Object();
  module.infos.emplace_back().id = id;
  function_symbols_.push_back(symbol);
  return id;
}

void Unit::DeclareModules() {
  for (const auto& checked_module : checked.modules) {
    const check::CheckedModule& m = *checked_module;
    uint32_t index = uint32_t(module.sources.size());
    sources_[m.symbol] = index;
    ir::SourceModule source{};
    source.name = m.symbol->full_name;
    // Absolute, as CPython's own co_filename is: tracebacks find the text from any working directory.
    source.source_path = std::filesystem::absolute(m.source->path()).lexically_normal().string();
    source.source = m.source;
    source.doc = DocOf(m.ast->body);
    source.body = AddFunction(source.name + ".<module>", nullptr);
    ir::FunctionInfo& info = module.infos[source.body.index];
    info.name = info.qualname = "<module>";
    info.kind = ir::FunctionInfo::kModuleBody;
    info.source = index;
    info.result = ir::Type::None();
    module.At(source.body).result = ir::Type::None();
    module.sources.push_back(std::move(source));
  }
}

namespace {

ir::ParamKind KindOf(check::ParamKind kind) {
  switch (kind) {
    case check::ParamKind::kPositionalOnly:
      return ir::ParamKind::kPositionalOnly;
    case check::ParamKind::kPositionalOrKeyword:
      return ir::ParamKind::kPositionalOrKeyword;
    case check::ParamKind::kVarArgs:
      return ir::ParamKind::kVarArgs;
    case check::ParamKind::kKeywordOnly:
      return ir::ParamKind::kKeywordOnly;
    case check::ParamKind::kKwArgs:
      return ir::ParamKind::kKwArgs;
  }
  return ir::ParamKind::kPositionalOrKeyword;
}

ir::FunctionInfo::Kind KindOf(const FunctionSymbol& symbol) {
  if (symbol.lambda) return ir::FunctionInfo::kLambda;
  switch (symbol.method_kind) {
    case MethodKind::kNone:
      return ir::FunctionInfo::kFunction;
    case MethodKind::kInstance:
      return ir::FunctionInfo::kMethod;
    case MethodKind::kStatic:
      return ir::FunctionInfo::kStaticMethod;
    case MethodKind::kClass:
      return ir::FunctionInfo::kClassMethod;
    case MethodKind::kPropertyGetter:
      return ir::FunctionInfo::kPropertyGetter;
    case MethodKind::kPropertySetter:
      return ir::FunctionInfo::kPropertySetter;
    case MethodKind::kPropertyDeleter:
      return ir::FunctionInfo::kPropertyDeleter;
  }
  return ir::FunctionInfo::kFunction;
}

const ast::FunctionBase* DefOf(const FunctionSymbol& symbol) {
  return symbol.def ? static_cast<const ast::FunctionBase*>(symbol.def) : nullptr;
}

}  // namespace

void Unit::DeclareParams(ir::FunctionInfo& info, const FunctionSymbol& symbol) {
  for (const check::Param& p : symbol.params) {
    ir::Param param{};
    param.name = p.name;
    param.kind = KindOf(p.kind);
    param.check = p.is_factory ? FactoryParamCheck(p.type) : CheckOf(p.type);
    param.has_default = p.default_value != nullptr;
    info.params.push_back(std::move(param));
  }
}

namespace {

// Whether some `return` of the function, not of functions inside it, mentions NotImplemented, or gives what may be it.
bool ReturnsNotImplemented(const check::CheckedModule& module, const ast::Node& node, bool in_return) {
  if (ast::Is<ast::FunctionDef>(&node) || ast::Is<ast::Lambda>(&node) || ast::Is<ast::ClassDef>(&node)) return false;
  if (const auto* name = ast::DynCast<ast::NameExpr>(&node); name && in_return && name->name == "NotImplemented")
    return true;
  if (const auto* given = ast::DynCast<ast::Return>(&node); given && given->value) {
    check::TypeRef type = module.TypeOf(*given->value);
    if (type && type->kind == check::TypeKind::kAny) return true;
    in_return = true;
  }
  bool found = false;
  ast::ForEachChild(node,
                    [&](const ast::Node& child) { found = found || ReturnsNotImplemented(module, child, in_return); });
  return found;
}

}  // namespace

ir::Type Unit::ResultOf(const FunctionSymbol& symbol) const {
  using check::Synthesis;
  if (symbol.synthesis >= Synthesis::kEq && symbol.synthesis <= Synthesis::kGe) return ir::Type::Object();
  bool special = symbol.owner_class && ast::IsOperatorMethod(symbol.name);
  if (const ast::FunctionBase* def = special ? DefOf(symbol) : nullptr) {
    auto own = std::ranges::find(checked.modules, symbol.module, [](const auto& m) { return m->symbol; });
    for (const ast::Stmt* stmt : def->body) {
      if (own != checked.modules.end() && ReturnsNotImplemented(**own, *stmt, false)) return ir::Type::Object();
    }
  }
  return TypeOf(symbol.result);
}

void Unit::DeclareFunction(ir::FunctionId id, uint32_t source) {
  const FunctionSymbol& symbol = *function_symbols_[id.index];
  ir::FunctionInfo& info = module.infos[id.index];
  info.source = source;
  info.name = symbol.lambda ? "<lambda>" : std::string(symbol.name);  // "<genexpr>" is a name too
  info.qualname = symbol.qualname.empty() ? info.name : std::string(symbol.qualname);
  info.kind = KindOf(symbol);
  info.result = ResultOf(symbol);
  bool whole = info.result == TypeOf(symbol.result);
  info.result_check = CheckOf(whole ? symbol.result : types.any);
  info.text_signature = TextSignature(symbol);
  if (symbol.owner_class) info.owner = FindClass(symbol.owner_class);
  if (symbol.method_kind == MethodKind::kNone) info.owner = {};
  const ast::Node* node = symbol.genexp ? static_cast<const ast::Node*>(symbol.genexp) : symbol.lambda;
  if (const ast::FunctionBase* def = DefOf(symbol)) {
    node = def;
    info.doc = DocOf(def->body);
    if (!def->decorator_list.empty()) node = def->decorator_list[0];  // as co_firstlineno
  }
  if (symbol.synthesis != check::Synthesis::kNone) node = symbol.owner_class->def;
  if (node) info.first_line = module.sources[source].source->Locate(node->span.begin).line;
  for (const check::VariableSymbol* capture : symbol.captures) info.cell_names.emplace_back(capture->name);
  DeclareParams(info, symbol);
  ir::Function& function = module.At(id);
  function.result = info.result;
  function.has_cells = !symbol.captures.empty();
  if (symbol.genexp) {
    function.suspends = symbol.is_async ? ir::Suspends::kAsyncGenerator : ir::Suspends::kGenerator;
    function.result = info.result = ir::Type::Object();
    info.kind = ir::FunctionInfo::kThunk;
  }
}

// `($self, n, /, x=1)`: defaults that are no literals are shown as `...`.
std::string Unit::TextSignature(const FunctionSymbol& symbol) const {
  std::string text = "(";
  const SourceFile& file = *module.sources[SourceIndex(symbol.module)].source;
  bool star = false, slash_due = false, first = true;
  auto item = [&](std::string_view part) {
    if (!first) text += ", ";
    first = false;
    text += part;
  };
  for (size_t i = 0; i < symbol.params.size(); ++i) {
    const check::Param& p = symbol.params[i];
    if (slash_due && p.kind != check::ParamKind::kPositionalOnly) {
      item("/");
      slash_due = false;
    }
    if (p.kind == check::ParamKind::kPositionalOnly) slash_due = true;
    if (p.kind == check::ParamKind::kKeywordOnly && !star) {
      item("*");
      star = true;
    }
    if (p.kind == check::ParamKind::kVarArgs) star = true;
    std::string part;
    if (i == 0 && symbol.BoundParams()) part = "$";
    if (p.kind == check::ParamKind::kVarArgs) part = "*";
    if (p.kind == check::ParamKind::kKwArgs) part = "**";
    part += p.name;
    if (p.default_value) {
      part += "=";
      // A default that a data class inherits may stand in another file.
      bool own = symbol.synthesis == check::Synthesis::kNone ||
                 symbol.owner_class->data->Find(p.name)->owner->module == symbol.module;
      part += own && IsLiteral(*p.default_value) ? file.Text(p.default_value->span) : std::string_view("...");
    }
    item(part);
  }
  if (slash_due) item("/");
  return text + ")";
}

void Unit::Declare() {
  DeclareModules();
  std::vector<std::pair<ir::ClassId, const check::CheckedModule*>> class_order;
  for (const auto& m : checked.modules) {
    for (const check::ClassSymbol* cls : m->classes) {
      std::vector<const check::ClassSymbol*> chain;  // bases of other modules may come later in the unit
      for (const check::ClassSymbol* c : cls->mro) {
        if (c->def && c->class_kind != check::ClassKind::kBuiltin && !FindClass(c)) chain.push_back(c);
      }
      for (size_t i = chain.size(); i-- > 0;) {
        ir::ClassId id{uint32_t(module.classes.size())};
        classes_[chain[i]] = id;
        class_symbols_.push_back(chain[i]);
        module.classes.emplace_back().id = id;
      }
    }
  }
  for (const auto& m : checked.modules) {
    for (const FunctionSymbol* f : m->functions) {
      if (f->is_stub || f->is_overload || functions_.contains(f)) continue;
      std::string name(f->lambda ? f->qualname : f->qualname);
      if (name.empty()) name = f->lambda ? "<lambda>" : std::string(f->name);
      functions_[f] = AddFunction(std::move(name), f);
      pending.push_back({f, m.get()});
    }
    for (const check::ClassSymbol* cls : m->classes) {
      for (const FunctionSymbol* f : cls->methods) {
        if (f->synthesis == check::Synthesis::kNone || f->is_stub) continue;
        functions_[f] = AddFunction(std::string(f->qualname), f);
        pending.push_back({f, m.get()});
      }
    }
  }
  for (const PendingFunction& p : pending) DeclareFunction(FindFunction(p.symbol), SourceIndex(p.module->symbol));
  for (const check::ClassSymbol* symbol : class_symbols_) {
    for (const auto& m : checked.modules) {
      if (m->symbol == symbol->module) DeclareClass(FindClass(symbol), SourceIndex(m->symbol), *m);
    }
  }
}

void Unit::Unsupported(const check::CheckedModule& where, Span span, std::string_view what) {
  sink.Report(where.source, diag::kNotSupported, span, what);
}

}  // namespace spy::build
