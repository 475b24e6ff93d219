# The compiled runtime as blobs of read-only data; runtime_blob.h names them.
    .section .rodata.spyrt, "a", @progbits
    .globl spy_runtime_bitcode_begin, spy_runtime_bitcode_end, spy_runtime_object_begin, spy_runtime_object_end
    .globl spy_runtime_memory_begin, spy_runtime_memory_end
    .balign 16
spy_runtime_bitcode_begin:
    .incbin "spyrt.bc"
spy_runtime_bitcode_end:
    .byte 0
    .balign 16
spy_runtime_object_begin:
    .incbin "spyrt.o"
spy_runtime_object_end:
    .byte 0
    .balign 16
spy_runtime_memory_begin:
    .incbin "spylibc.o"
spy_runtime_memory_end:
    .byte 0
    .section .note.GNU-stack, "", @progbits
