// Why a value does not fit a protocol: the member that is missing or of another type.
#include "typecheck/rules/checker.h"

namespace spy::check {

bool Checker::ExplainProtocol(DiagnosticBuilder& report, TypeRef from, TypeRef to) {
  const InstanceType* protocol = AsInstanceType(to);
  bool own = protocol && protocol->cls->is_protocol && protocol->cls->class_kind != ClassKind::kBuiltin;
  if (!own || !NominalView(types_, from)) return false;
  auto explain = [&](const ClassSymbol& cls, const Symbol& member) {
    std::optional<Member> found = FindMember(types_, from, member.name);
    TypeRef wanted = MemberType(types_, to, &cls, member);
    if (!found) {
      report.Note(member.name_span, fmt::format("`{}` has no `{}`, which `{}` asks for", ToString(from), member.name,
                                                protocol->cls->name));
      return true;
    }
    bool field = AsVariableSymbol(&member) != nullptr;
    if (IsSubtype(types_, found->type, wanted) && (!field || IsSubtype(types_, wanted, found->type))) return false;
    report.Note(member.name_span, fmt::format("`{}` of `{}` is `{}`, not `{}`", member.name, ToString(from),
                                              ToString(found->type), ToString(wanted)));
    return true;
  };
  for (const ClassSymbol* cls : protocol->cls->mro) {
    if (!cls->is_protocol || cls->module != out_.symbol) continue;
    for (const FunctionSymbol* method : cls->methods) {
      if (explain(*cls, *method)) return true;
    }
    for (const VariableSymbol* field : cls->fields) {
      if (explain(*cls, *field)) return true;
    }
  }
  return false;
}

}  // namespace spy::check
