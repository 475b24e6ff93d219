# Submodules are attributes of their package once something has imported from them.
import harbour
import harbour.quay

print(harbour.load(3), harbour.load(30), harbour.quay.limit(), harbour.quay.places.berth(2))
print(harbour.crane.lift(1), harbour.quay.places.__name__)
