a = f"b{c}d{{e}}"
a = rf"\{b}"
a = f"""{
    c
}
"""
a = f"{"nested" + f'{x}'}"
