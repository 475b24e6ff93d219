// Module bodies, and the end of a module's check.
#include "typecheck/rules/checker.h"

namespace spy::check {

// The statements of the module in order; definitions leave their bodies for later.
void Checker::CheckModuleBody() {
  std::unordered_map<uint32_t, TypeRef> hints;
  for (int pass = 0; pass < 4; ++pass) {
    size_t mark = program_.sink.Mark();
    functions_.clear();
    defined_.clear();
    maybe_defined_.clear();
    turn_ = 0;
    for (const Symbol* member : out_.symbol->members) unit_.bound_in.erase(member);
    module_body_storage_ = std::make_unique<Body>();
    module_body_ = module_body_storage_.get();
    module_body_->scope = declared_.scopes.module_scope;
    module_body_->hints = hints;
    BodyScope inside(body_, *module_body_);
    BindModuleVariables();
    CheckBlock(declared_.ast->body);
    if (!module_body_->found_hint && !module_body_->pending.empty() && pass < 3) {
      Quietly([&] { return CheckFunctions(); });  // they may fill the containers that are still empty here
    }
    if (!module_body_->found_hint) break;
    hints = module_body_->hints;
    if (pass < 3) program_.sink.Rollback(mark);
  }
  BodyScope inside(body_, *module_body_);
  ReportPending();
}

// Nothing is bound yet; a variable that its initialiser types keeps that type, others get theirs from assignments.
void Checker::BindModuleVariables() {
  for (Symbol* member : out_.symbol->members) {
    VariableSymbol* variable = AsVariableSymbol(member);
    if (!variable) continue;
    bool implicit = variable->name_span.empty();  // __name__ and the like
    body_->flow.Set(PlaceOf(*variable), {nullptr, implicit ? Bound::kYes : Bound::kNo});
    if (implicit) unit_.bound_in.try_emplace(variable, 0);
    if (variable->type && IsPending(variable->type)) variable->type = nullptr;
  }
}

void Checker::CheckFunctions() {
  for (size_t i = 0; i < functions_.size(); ++i) {
    const Definition definition = functions_[i];
    definition_turn_ = definition.turn;
    CheckFunctionBody(*definition.function, *definition.def, nullptr, nullptr);
  }
  definition_turn_ = UINT32_MAX;
}

// Nothing in the tables is left open. Parts of types that nobody could know (the elements of `print([])`) are Any.
void Checker::Finish() {
  ReportMissingAnnotations();
  for (TypeRef& type : out_.types_) {
    if (!type) type = types_.any;
  }
  if (program_.sink.HasErrors()) return;
  for (TypeRef& type : out_.types_) {
    if (Contains(type, TypeKind::kError)) type = WithoutErrors(type);
  }
  auto settle = [&](VariableSymbol* variable) {
    if (!variable->type) variable->type = types_.any;
    if (Contains(variable->type, TypeKind::kError)) variable->type = WithoutErrors(variable->type);
  };
  for (Symbol* member : out_.symbol->members) {
    if (VariableSymbol* variable = AsVariableSymbol(member)) settle(variable);
  }
  for (FunctionSymbol* function : out_.functions) {
    for (VariableSymbol* variable : function->locals) settle(variable);
  }
}

TypeRef Checker::WithoutErrors(TypeRef type) {
  switch (type->kind) {
    case TypeKind::kError:
      return types_.any;
    case TypeKind::kInstance: {
      const InstanceType& instance = *AsInstanceType(type);
      std::vector<TypeRef> args;
      for (TypeRef arg : instance.args) args.push_back(WithoutErrors(arg));
      return types_.Instance(instance.cls, args);
    }
    case TypeKind::kTuple: {
      const TupleType& tuple = *AsTupleType(type);
      std::vector<TypeRef> elements;
      for (TypeRef element : tuple.elements) elements.push_back(WithoutErrors(element));
      return tuple.variadic ? types_.VariadicTuple(elements[0]) : types_.Tuple(elements);
    }
    case TypeKind::kUnion: {
      std::vector<TypeRef> members;
      for (TypeRef member : AsUnionType(type)->members) members.push_back(WithoutErrors(member));
      return types_.Union(members);
    }
    case TypeKind::kNever:
    case TypeKind::kAny:
    case TypeKind::kNone:
    case TypeKind::kLiteral:
    case TypeKind::kCallable:
    case TypeKind::kOverloaded:
    case TypeKind::kClassObject:
    case TypeKind::kTypeVar:
    case TypeKind::kModule:
      return type;
  }
  return type;
}

}  // namespace spy::check
