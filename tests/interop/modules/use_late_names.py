import late_names

print(*late_names.FOUND, sep="\n")
