// The dialect's prohibitions: one file each, one function each, called by the rules at the construct they are about.
//
// Functions named Refuse... report always (those that return bool: true when they refused); functions named Check...
// look first. They know syntax, symbols and types, nothing of flow. No state; findings go to the given Diagnostics.
#pragma once
#include <string_view>

#include "frontend/ast/ast.h"
#include "frontend/diagnostics/diagnostic.h"
#include "typecheck/names/symbol.h"
#include "typecheck/types/type.h"
#include "typecheck/types/type_store.h"

namespace spy::check::dialect {

// identity.cpp: `is` between values whose identity means nothing.
void CheckIdentity(Diagnostics& diags, TypeStore& types, const ast::Compare& node, ast::CmpOperator op,
                   const ast::Expr& left, TypeRef left_type, const ast::Expr& right, TypeRef right_type);

// Attributes that cannot be assigned or do not exist.
void RefuseInstanceDict(Diagnostics& diags, const ast::Attribute& node);        // instance_dict.cpp
bool RefuseSpecialAttribute(Diagnostics& diags, const ast::Attribute& target);  // instance_dict.cpp
void RefuseModuleAttribute(Diagnostics& diags, const ast::Attribute& target,
                           const ModuleSymbol& module);  // monkey_patching.cpp
void RefuseMethodAssignment(Diagnostics& diags, TypeStore& types, const ast::Attribute& target, TypeRef receiver,
                            const Symbol& member);  // monkey_patching.cpp
void RefuseUndeclared(Diagnostics& diags, TypeStore& types, const ast::Attribute& target, TypeRef receiver,
                      std::string_view near);  // undeclared_field.cpp
void RefuseClassVariableOnInstance(Diagnostics& diags, const ast::Attribute& target,
                                   const VariableSymbol& variable);                     // undeclared_field.cpp
void RefuseFieldDeletion(Diagnostics& diags, const ast::Attribute& target);             // delete_field.cpp
bool CheckSysModules(Diagnostics& diags, const ast::Subscript& target, TypeRef owner);  // sys_modules.cpp

// Calls of built-ins.
bool RefuseBuiltin(Diagnostics& diags, const ast::Call& node, std::string_view name);          // dynamic_code.cpp
void RefuseDynamicClass(Diagnostics& diags, const ast::Call& node);                            // dynamic_class.cpp
void RefuseSetattr(Diagnostics& diags, const ast::Call& node, std::string_view assignment);    // setattr.cpp
void RefuseComputedGetattr(Diagnostics& diags, const ast::Call& node, std::string_view type);  // setattr.cpp

// Definitions.
void CheckFunction(Diagnostics& diags, const ast::FunctionBase& def,
                   const FunctionSymbol& function);  // function_kinds.cpp
void CheckSpecialMethod(Diagnostics& diags, const ast::FunctionBase& def,
                        const FunctionSymbol& function);  // special_methods.cpp
// False when the class cannot be checked any further. `in_module_loop`: a statement of a loop outside of functions.
bool CheckClass(Diagnostics& diags, TypeStore& types, const ast::ClassDef& node, const ClassSymbol& cls,
                bool in_module_loop);                                 // class_kinds.cpp
bool CheckClassStatement(Diagnostics& diags, const ast::Stmt& stmt);  // class_body.cpp
// A field that `__slots__` does not name.
void CheckSlots(Diagnostics& diags, const ast::ClassDef& node, const ClassSymbol& cls);
void CheckBases(Diagnostics& diags, const TypeStore& types, const ast::ClassDef& node,
                const ClassSymbol& cls);  // bases.cpp

}  // namespace spy::check::dialect
