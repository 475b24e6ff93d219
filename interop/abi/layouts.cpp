#include "interop/abi/layouts.h"

#include <string_view>

namespace spy::abi {
namespace {

// One letter per member, in the order of abi.h: p pointer, i 32 bits, l 64 bits, d double.
llvm::StructType* Make(llvm::LLVMContext& context, const char* name, std::string_view members) {
  std::vector<llvm::Type*> types;
  for (char member : members) {
    switch (member) {
      case 'p':
        types.push_back(llvm::PointerType::get(context, 0));
        break;
      case 'l':
        types.push_back(llvm::Type::getInt64Ty(context));
        break;
      case 'd':
        types.push_back(llvm::Type::getDoubleTy(context));
        break;
      default:
        types.push_back(llvm::Type::getInt32Ty(context));
        break;
    }
  }
  return llvm::StructType::create(context, types, name);
}

}  // namespace

Layouts::Layouts(llvm::LLVMContext& context)
    : constant(Make(context, "SpyConst", "iiplldp")),
      check(Make(context, "SpyCheck", "iipppppp")),
      param(Make(context, "SpyParam", "iipii")),
      live(Make(context, "SpyLive", "ii")),
      exit(Make(context, "SpyExit", "iip")),
      gen_state(Make(context, "SpyGenState", "iip")),
      gen_body(Make(context, "SpyGenBody", "piiiip")),
      place(Make(context, "SpyPlace", "iiii")),
      function(Make(context, "SpyFunction", "ppppppiiiiiipppiipplpippp")),
      field(Make(context, "SpyField", "iiiipp")),
      method(Make(context, "SpyMethod", "ip")),
      class_var(Make(context, "SpyClassVar", "ipp")),
      klass(Make(context, "SpyClass", "pppppppppiiiiiiiiiipp")),
      global(Make(context, "SpyGlobal", "iippp")),
      module(Make(context, "SpyModule", "ppppppppppiiiiiipppl")) {}

}  // namespace spy::abi
