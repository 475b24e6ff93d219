// The methods that data classes get from their fields: signatures here, bodies in codegen/build/data_class.cpp.
#include "frontend/diagnostics/unsupported.h"
#include "typecheck/names/data_class.h"
#include "typecheck/names/declarer.h"

namespace spy::check {

FunctionSymbol* Declarer::AddDataMethod(ClassSymbol& cls, std::string_view name, Synthesis synthesis, TypeRef other,
                                        TypeRef result) {
  FunctionSymbol* method = program_.symbols.NewFunction(name, cls.name_span, module_.symbol);
  method->qualname = program_.symbols.Keep(std::string(cls.qualname) + "." + std::string(name));
  method->owner_class = &cls;
  method->method_kind = MethodKind::kInstance;
  method->synthesis = synthesis;
  method->is_stub = cls.class_kind != ClassKind::kNative;  // CPython's own decorator makes those
  method->result = result;
  method->params.push_back({"self", ParamKind::kPositionalOrKeyword, cls.self_type});
  // Anything may come from Python, and gets NotImplemented; the checker sees the class.
  if (other) method->params.push_back({"other", ParamKind::kPositionalOrKeyword, other});
  if (synthesis != Synthesis::kInit) FinishSignature(*method);
  if (other) method->params[1].type = types_.object_;
  cls.AddMethod(method);
  return method;
}

void Declarer::AddDataInit(ClassSymbol& cls) {
  FunctionSymbol* init = AddDataMethod(cls, "__init__", Synthesis::kInit, nullptr, types_.none);
  for (bool kw_only : {false, true}) {
    for (const DataField& field : cls.data->fields) {
      if (!field.init || field.kw_only != kw_only) continue;
      Param param{field.name, kw_only ? ParamKind::kKeywordOnly : ParamKind::kPositionalOrKeyword, field.type};
      param.default_value = field.default_value;
      param.is_factory = field.HasFactory();
      init->params.push_back(param);
    }
  }
  FinishSignature(*init);
}

// CPython's table: unsafe_hash or (eq and frozen) add one, eq alone removes it.
void Declarer::AddDataHash(ClassSymbol& cls) {
  const DataClass& data = *cls.data;
  const Symbol* own = cls.FindOwn("__hash__");
  const VariableSymbol* implied = AsVariableSymbol(own);
  bool explicit_hash = own && !(implied && implied->is_implicit);
  if (data.unsafe_hash || (data.eq && data.frozen)) {
    if (explicit_hash && data.unsafe_hash) {
      module_.diagnostics.Report(diag::kNotSupported, data.decorator->span, "`unsafe_hash` here")
          .Label("the class has its own `__hash__`");
    }
    if (explicit_hash) return;
    cls.RemoveClassVar("__hash__");
    AddDataMethod(cls, "__hash__", Synthesis::kHash, nullptr, types_.int_);
  } else if (data.eq && !own) {
    AddHashRule(cls);
  }
}

void Declarer::AddDataMethods(ClassSymbol& cls) {
  const DataClass& data = *cls.data;
  if (data.kind != DataKind::kData) {
    if (!cls.FindOwn("__init__")) AddDataInit(cls);
    return;
  }
  if (data.init && !cls.FindOwn("__init__")) AddDataInit(cls);
  if (data.repr && !cls.FindOwn("__repr__")) AddDataMethod(cls, "__repr__", Synthesis::kRepr, nullptr, types_.str_);
  if (data.eq && !cls.FindOwn("__eq__")) AddDataMethod(cls, "__eq__", Synthesis::kEq, types_.object_, types_.bool_);
  if (data.order) {
    struct Row {
      std::string_view name;
      Synthesis synthesis;
    };
    constexpr Row kRows[] = {
        {"__lt__", Synthesis::kLt}, {"__le__", Synthesis::kLe}, {"__gt__", Synthesis::kGt}, {"__ge__", Synthesis::kGe}};
    for (const Row& row : kRows) {
      if (const Symbol* own = cls.FindOwn(row.name)) {
        module_.diagnostics.Report(diag::kNotSupported, data.decorator->span, "`order` here")
            .Label("the class has its own `" + std::string(row.name) + "`")
            .Note(own->name_span, "here");
      } else {
        AddDataMethod(cls, row.name, row.synthesis, cls.self_type, types_.bool_);
      }
    }
  }
  AddDataHash(cls);
}

}  // namespace spy::check
