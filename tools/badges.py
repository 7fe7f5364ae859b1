"""The badges that lead to Colab, drawn as small SVG files, so that no page fetches them from elsewhere."""

HEIGHT = 20  # px
LETTER = 6.3  # px: the mean width of a letter at 11 px; textLength holds the words to it in any font
GAP = 7  # px: on either side of a word
INK, COLOUR = "#3c4043", {"exercises": "#8a4b00", "solved": "#1a5c96"}  # white on each: 6.9 to 1 or more


def width(word: str) -> int:
    """Return the pixels that a word takes."""
    return round(len(word) * LETTER)


def badge(kind: str) -> str:
    """Return the badge for the ``exercises`` or the ``solved`` lesson as SVG text."""
    left, right = "Open in Colab", kind
    first, second = width(left) + 2 * GAP, width(right) + 2 * GAP
    title = f"{left}: {right}"
    shape = 'xmlns="http://www.w3.org/2000/svg" role="img"'
    font = 'fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11"'
    return f"""<svg {shape} width="{first + second}" height="{HEIGHT}" aria-label="{title}">
  <title>{title}</title>
  <clipPath id="round"><rect width="{first + second}" height="{HEIGHT}" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="{first}" height="{HEIGHT}" fill="{INK}"/>
    <rect x="{first}" width="{second}" height="{HEIGHT}" fill="{COLOUR[kind]}"/>
  </g>
  <g {font}>
    <text x="{GAP}" y="14" textLength="{width(left)}">{left}</text>
    <text x="{first + GAP}" y="14" textLength="{width(right)}">{right}</text>
  </g>
</svg>
"""
