#include "typecheck/names/known_names.h"

#include <string>

#include "typecheck/stubs/stubs.h"

namespace spy::check {
namespace {

struct Spelling {
  std::string_view foreign, python;
};
constexpr Spelling kSpellings[] = {
    {"null", "None"},   {"nil", "None"},     {"none", "None"},     {"undefined", "None"},  {"true", "True"},
    {"false", "False"}, {"string", "str"},   {"String", "str"},    {"char", "str"},        {"unicode", "str"},
    {"integer", "int"}, {"long", "int"},     {"double", "float"},  {"boolean", "bool"},    {"Boolean", "bool"},
    {"this", "self"},   {"xrange", "range"}, {"println", "print"}, {"raw_input", "input"}, {"unichr", "chr"},
};

struct Home {
  std::string_view module, names;  // each name between blanks
};
constexpr Home kHomes[] = {
    {"typing",
     " Any Callable ClassVar Final Iterable Iterator Literal Mapping Optional Sequence Union List Dict Tuple Set "
     "FrozenSet Type "
     "Self Never NoReturn Generator AsyncIterator Awaitable Coroutine Protocol TypedDict NamedTuple NewType TypeVar "
     "ParamSpec "
     "Generic Annotated TypeAlias TypeGuard Hashable Sized TYPE_CHECKING cast overload override final assert_never "
     "assert_type "
     "reveal_type runtime_checkable "},
    {"dataclasses", " dataclass field asdict astuple replace KW_ONLY InitVar "},
    {"collections", " defaultdict deque Counter OrderedDict namedtuple ChainMap "},
    {"enum", " Enum IntEnum StrEnum Flag IntFlag auto "},
    {"abc", " ABC abstractmethod "},
    {"functools", " partial lru_cache cache cached_property wraps reduce total_ordering singledispatch "},
    {"contextlib", " contextmanager asynccontextmanager suppress ExitStack closing nullcontext "},
    {"datetime", " timedelta timezone "},
    {"decimal", " Decimal "},
    {"fractions", " Fraction "},
    {"pathlib", " Path PurePath "},
    {"copy", " deepcopy "},
    {"io", " StringIO BytesIO "},
    {"itertools", " chain islice groupby accumulate zip_longest pairwise permutations combinations "},
    {"math", " sqrt floor ceil inf "},
    {"threading", " Thread Lock "},
    {"types", " SimpleNamespace MappingProxyType TracebackType "},
};

std::string_view HomeOf(std::string_view name) {
  std::string word = " " + std::string(name) + " ";
  for (const Home& home : kHomes) {
    if (home.names.find(word) != std::string_view::npos) return home.module;
  }
  return {};
}

// Where an import may be added: behind the docstring and the imports from `__future__`.
uint32_t ImportPlace(const ast::Module& module) {
  uint32_t at = 0;
  for (const ast::Stmt* stmt : module.body) {
    const auto* expr = ast::DynCast<ast::ExprStmt>(stmt);
    const auto* text = expr ? ast::DynCast<ast::Constant>(expr->value) : nullptr;
    const auto* from = ast::DynCast<ast::ImportFrom>(stmt);
    bool first = (text && text->constant_kind == ast::ConstantKind::Str) || (from && from->module == "__future__");
    if (!first) break;
    at = stmt->span.end;
  }
  std::string_view source = module.source.text();
  if (at == 0) {  // comments at the top stay there
    while (at < source.size() && source[at] == '#') {
      size_t end = source.find('\n', at);
      at = end == std::string_view::npos ? uint32_t(source.size()) : uint32_t(end + 1);
    }
    return at;
  }
  size_t end = source.find('\n', at);
  return end == std::string_view::npos ? uint32_t(source.size()) : uint32_t(end + 1);
}

void ProposeImport(DiagnosticBuilder& builder, const ast::Module& module, std::string import, bool fixable) {
  builder.Help("import it: `" + import + "`");
  uint32_t at = ImportPlace(module);
  if (fixable) builder.Fix({at, at}, import + "\n");
}

}  // namespace

void HelpWithUndefined(DiagnosticBuilder& builder, const ast::Module& module, std::string_view name,
                       std::string_view near, Span span, bool fixable) {
  for (const Spelling& row : kSpellings) {
    if (row.foreign == name) near = row.python;
  }
  std::string_view home = HomeOf(name);
  if (!home.empty()) {
    ProposeImport(builder, module, "from " + std::string(home) + " import " + std::string(name), fixable);
  } else if (!name.starts_with("_") && !FindStub(name).empty() && name != "string") {
    ProposeImport(builder, module, "import " + std::string(name), fixable);
  } else if (!near.empty()) {
    builder.Help("did you mean `" + std::string(near) + "`?");
    if (fixable) builder.Fix(span, std::string(near));
  }
}

}  // namespace spy::check
