a = "b" 'c' """d"""
a = b"e" rb"\x"
a = "f" f"{g}" "h"
a = u"i" "j"
a = "\x41\u0042\U00000043\N{LATIN SMALL LETTER D}\101\q\
"
