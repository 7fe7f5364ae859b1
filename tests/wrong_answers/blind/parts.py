"""One class for each exercise whose answers fill more than one file."""


def together(*parts: type) -> type:
    """Return a class with the marked answers of all these classes, named as the first.

    Raises:
        ValueError: two of them have an answer of one name.
    """
    found = {}
    for part in parts:
        marked = {name: one for name, one in vars(part).items() if "phrase" in getattr(one, "__dict__", {})}
        if twice := found.keys() & marked.keys():
            raise ValueError(f"{part.__name__} has {', '.join(sorted(twice))} twice; rename one.")
        found |= marked
    return type(parts[0].__name__, (), found)
