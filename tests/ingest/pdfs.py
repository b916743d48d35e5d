"""Small PDF files written by hand. All sentences of the tests that use them are made up."""


def pdf(pages, info="", trailer="", drawn=()):
    """The bytes of a PDF: each page is a list of (x, y, size, text), drawn in that order; without text a page is blank.

    `drawn` has for each page the (x0, y0, x1, y1) of the lines to draw on it.
    """
    ids = {char: number for number, char in enumerate(sorted({char for page in pages for *_, text in page for char in text}), start=1)}
    objects = []

    def add(body):
        objects.append(body if isinstance(body, bytes) else body.encode())
        return len(objects)

    def stream(text):
        return add(b"<</Length %d>>stream\n%s\nendstream" % (len(text.encode()), text.encode()))

    about = add(
        "<</Type/FontDescriptor/FontName/Song/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>"
    )
    widths = " ".join(f"{number} [{500 if ord(char) < 256 else 1000}]" for char, number in ids.items())
    glyphs = add(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {about} 0 R/DW 1000/W[{widths}]>>"
    )
    items = list(ids.items())
    maps = ""
    for first in range(0, len(items), 90):
        some = items[first : first + 90]
        lines = "".join(f"<{number:04x}> <{char.encode('utf-16-be').hex()}>\n" for char, number in some)
        maps += f"{len(some)} beginbfchar\n{lines}endbfchar\n"
    unicode = stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{maps}endcmap end end"
    )
    font = add(f"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[{glyphs} 0 R]/ToUnicode {unicode} 0 R>>")
    parent = len(objects) + 1 + 2 * len(pages)
    kids = []
    for number, page in enumerate(pages):
        strokes = "".join(f"{x0} {y0} m {x1} {y1} l S\n" for x0, y0, x1, y1 in (drawn[number] if number < len(drawn) else ()))
        shown = "".join(
            f"/F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{ids[char]:04x}' for char in text)}> Tj\n" for x, y, size, text in page
        )
        content = stream(f"{strokes}BT\n{shown}ET")
        kids.append(
            add(f"<</Type/Page/Parent {parent} 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</Font<</F {font} 0 R>>>>>>")
        )
    add(f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    root = add(f"<</Type/Catalog/Pages {parent} 0 R>>")
    facts = add(f"<<{info}>>")
    out = b"%PDF-1.5\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    tail = f"trailer<</Size {len(objects) + 1}/Root {root} 0 R/Info {facts} 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF\n".encode()
    return out + head + table + tail


def column(text, x, top, width=20, size=11):
    """The text wrapped to `width` characters a line, from `top` down."""
    return [(x, top - 16 * number, size, text[at : at + width]) for number, at in enumerate(range(0, len(text), width))]


def boxed(pages):
    """The bytes of a PDF in which each (x, y, size, character) of a page is drawn by itself, as a box with a place of its own.

    For text whose characters are placed one by one: in the order given, at most 250 different ones.
    """
    codes = {char: code for code, char in enumerate(sorted({char for page in pages for *_, char in page}), start=1)}
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", ""]

    def add(body):
        bodies.append(body)
        return len(bodies)

    def stream(text):
        return add(f"<</Length {len(text)}>>stream\n{text}\nendstream")

    drawn = {char: stream(f"{_wide(char)} 0 0 -100 {_wide(char)} 800 d1 0 -100 {_wide(char)} 900 re f") for char in codes}
    chars = list(codes.items())
    maps = "".join(
        f"{len(some)} beginbfchar\n" + "".join(f"<{code:02x}> <{char.encode('utf-16-be').hex()}>\n" for char, code in some) + "endbfchar\n"
        for some in (chars[at : at + 90] for at in range(0, len(chars), 90))
    )
    unicode = stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{maps}endcmap end end"
    )
    font = add(
        "<</Type/Font/Subtype/Type3/FontBBox[0 -200 1000 900]/FontMatrix[.001 0 0 .001 0 0]/Resources<<>>/FirstChar 1"
        f"/LastChar {len(codes)}/Widths[{' '.join(str(_wide(char)) for char in codes)}]/ToUnicode {unicode} 0 R"
        f"/CharProcs<<{''.join(f'/c{code} {drawn[char]} 0 R' for char, code in chars)}>>"
        f"/Encoding<</Differences[1 {' '.join(f'/c{code}' for code in codes.values())}]>>>>"
    )
    kids = []
    for page in pages:
        shown = "".join(f"/F {size} Tf 1 0 0 1 {x} {y} Tm <{codes[char]:02x}> Tj\n" for x, y, size, char in page)
        content = stream(f"BT\n{shown}ET")
        kids.append(add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R/Resources<</Font<</F {font} 0 R>>>>>>"))
    bodies[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>"
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(bodies) + 1
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def _wide(char):
    return 500 if ord(char) < 256 else 1000


def upright(text, x, top, height=12, size=11, pitch=20, *, across=False):
    """The characters of vertical text, `height` in a column, columns from `x` to the left; `across`: written row by row from the left."""
    placed = [(x - pitch * (at // height), top - size * (at % height), size, char) for at, char in enumerate(text)]
    return sorted(placed, key=lambda one: (-one[1], one[0])) if across else placed
