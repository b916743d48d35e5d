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
