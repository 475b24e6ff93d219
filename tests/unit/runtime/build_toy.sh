#!/bin/sh
# build_toy.sh RUNTIME_DIR OUTPUT_DIR: compiles toy.cpp against the built runtime into OUTPUT_DIR/toy.abi3.so.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
mkdir -p "$2"
clang++-19 -std=c++20 -O2 -fPIC -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-stack-protector -fvisibility=hidden \
  -ftls-model=initial-exec -DTOY_SOURCE="\"$here/toy.cpp\"" -I"$root" -isystem "${PYTHON_INCLUDE:-/usr/include/python3.11}" \
  -c "$here/toy.cpp" -o "$2/toy.o"
clang++-19 -shared -nostdlib -fuse-ld=lld -Wl,--gc-sections "$2/toy.o" "$1/spyrt.o" "$1/spylibc.o" -o "$2/toy.abi3.so"
